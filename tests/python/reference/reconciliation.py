"""Why Bill A and the Bills B below it differ: R28-R36, d3.8-d3.10."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from .bills import group_by
from .exact import ZERO
from .settings import Settings

SIDES = ("bill_a", "bill_b")
KEY = ("billing_month", "distributor_account_id", "currency_code")
FIGURES = ("line_count", "list_cost", "billed_cost")


def _zeros() -> dict[str, Decimal]:
    return dict.fromkeys(FIGURES, ZERO)


@dataclass
class Part:
    """What one cause puts on the two bills."""

    bill_a: dict[str, Decimal] = field(default_factory=_zeros)
    bill_b: dict[str, Decimal] = field(default_factory=_zeros)

    def add(self, side: str, name: str, value: Decimal) -> None:
        getattr(self, side)[name] += value

    def is_empty(self) -> bool:
        """No line, and nothing in which the bills differ."""
        lines = self.bill_a["line_count"] + self.bill_b["line_count"]
        return lines == 0 and self.bill_a == self.bill_b

    def row(self) -> dict:
        figures = {}
        for name in FIGURES:
            figures[f"bill_a_{name}"] = self.bill_a[name]
            figures[f"bill_b_{name}"] = self.bill_b[name]
            figures[f"difference_{name}"] = self.bill_a[name] - self.bill_b[name]
        return figures


def bill_a_to_bill_b(lines: list[dict], settings: Settings) -> list[dict]:
    """A row per month, payer of Bill A, cause and currency; `unexplained` is always there."""
    rows = []
    billed = [line for line in lines if line["leg_kind"] in SIDES]
    for key, month in group_by(billed, KEY).items():
        parts: dict[str, Part] = defaultdict(Part)
        for charge in group_by(month, ("charge_id",)).values():
            _explain(charge, parts, settings)
        parts = {cause: part for cause, part in parts.items() if not part.is_empty()}
        parts["unexplained"] = _rest(month, parts)
        names = ("billing_month", "reseller_account_id", "currency_code")
        rows += [
            dict(zip(names, key, strict=True)) | {"cause": cause} | part.row()
            for cause, part in parts.items()
        ]
    return rows


def _rest(month: list[dict], parts: dict[str, Part]) -> Part:
    """Both bills whole, less all that has a name; shown as if it were on Bill A."""
    rest = Part()
    for line in month:
        sign = 1 if line["leg_kind"] == "bill_a" else -1
        rest.add("bill_a", "line_count", Decimal(sign))
        rest.add("bill_a", "list_cost", sign * (line["list_cost"] or ZERO))
        rest.add("bill_a", "billed_cost", sign * line["billed_cost"])
    for part in parts.values():
        for name in FIGURES:
            rest.add("bill_a", name, part.bill_b[name] - part.bill_a[name])
    return rest


def _explain(charge: list[dict], parts: dict[str, Part], settings: Settings) -> None:
    """One charge's lines of one month: whole lines under one cause, or terms one by one."""
    cause = _cause_of_lines(charge)
    if cause is None:
        _explain_terms(charge, parts, settings)
        return
    for line in charge:
        parts[cause].add(line["leg_kind"], "line_count", Decimal(1))
        parts[cause].add(line["leg_kind"], "list_cost", line["list_cost"] or ZERO)
        parts[cause].add(line["leg_kind"], "billed_cost", line["billed_cost"])


def _cause_of_lines(charge: list[dict]) -> str | None:
    """The first cause that holds; null if only the terms of the two bills differ."""
    one = charge[0]
    pairs = sorted(line["leg_kind"] for line in charge) == list(SIDES)
    causes = {
        "adjustment": one["charge_category"] == "adjustment",
        "own_usage": any(
            line["reseller_account_id"] == line["owner_account_id"] for line in charge
        ),
        "recalculation": any(line["line_kind"] != "original" for line in charge),
        "other_month": not pairs,
        "configuration_change": one["order_type"] == "change",
        "refund": one["charge_category"] == "refund",
    }
    named = next((cause for cause, holds in causes.items() if holds), None)
    return named or (None if _rated_alike(*charge) else "recalculation")


def _rated_alike(one: dict, other: dict) -> bool:
    """Both bills were made from one list cost, as far as they show it."""
    return len({line["list_cost"] for line in (one, other)} - {None}) < 2


def _explain_terms(charge: list[dict], parts: dict[str, Part], settings: Settings) -> None:
    is_hidden = any(line["list_cost"] is None for line in charge)
    for line in charge:
        side = line["leg_kind"]
        if is_hidden:
            parts["contract_price"].add(side, "list_cost", line["list_cost"] or ZERO)
            parts["contract_price"].add(side, "billed_cost", line["contracted_cost"])
        else:
            benefits = side == "bill_a" or settings.plan_benefit_downstream
            plan = line["plan_cost"] if benefits else ZERO
            base = line["list_cost"] - line["reserved_cost"] - plan
            parts["reserved_instance"].add(side, "billed_cost", -line["reserved_cost"])
            parts["savings_plan"].add(side, "billed_cost", -plan)
            parts["discount"].add(side, "billed_cost", line["contracted_cost"] - base)
        parts["voucher"].add(side, "billed_cost", -line["voucher_cost"])
        parts["tax"].add(side, "billed_cost", line["tax_cost"])
