"""From list to billed, step by step: rules 6.3, 11.7; and tax by component: rules 7.3."""

from __future__ import annotations

from decimal import Decimal

from .billing_calendar import instant_text, key_part
from .exact import ZERO, rounded
from .fresh import Fresh
from .legs import WITHOUT_PLAN, base_of
from .taxes import rate_rows_at


def leg_taxes(fresh: Fresh) -> list[dict]:
    """A row per leg and tax component, each rounded on its own."""
    records = fresh.records
    rows = []
    for leg in fresh.all_legs():
        if leg["leg_kind"] not in records.settings.taxed_leg_kinds:
            continue
        region = records.accounts[leg["buyer_account_id"]]["tax_region"]
        moment = fresh.charges[leg["charge_id"]]["transaction_at"]
        for rate in rate_rows_at(records.accepted["tax_rates"], region, moment):
            key = (region, rate["tax_component"], instant_text(rate["valid_from"]))
            rows.append(
                {
                    "leg_id": leg["leg_id"],
                    "tax_region": region,
                    "tax_component": rate["tax_component"],
                    "tax_rate_id": "|".join(key_part(part) for part in key),
                    "tax_rate": rate["tax_rate"],
                    "pretax_cost": leg["pretax_cost"],
                    "tax_cost": rounded(leg["pretax_cost"] * rate["tax_rate"], 8),
                }
            )
    return rows


def leg_discounts(fresh: Fresh) -> list[dict]:
    """A row per leg and step that changes its cost."""
    draws: dict[str, list[dict]] = {}
    for state in fresh.states:
        for draw in state.draws:
            draws.setdefault(draw["leg_id"], []).append(draw)
    taxes: dict[str, list[dict]] = {}
    for tax in leg_taxes(fresh):
        taxes.setdefault(tax["leg_id"], []).append(tax)
    rows = []
    for leg in fresh.all_legs():
        charge = fresh.charges[leg["charge_id"]]
        leg_id = leg["leg_id"]
        steps = [
            *_sold_steps(fresh, charge, leg),
            *(
                ("voucher", one["voucher_id"], -one["voucher_cost"])
                for one in draws.get(leg_id, [])
            ),
            *(("tax", one["tax_rate_id"], one["tax_cost"]) for one in taxes.get(leg_id, [])),
        ]
        rows += _walk(leg_id, _start(charge, leg), steps)
    return rows


def _is_sold(charge: dict) -> bool:
    return charge["charge_category"] in ("usage", "purchase")


def _start(charge: dict, leg: dict) -> Decimal:
    """Refunds and adjustments are net."""
    return charge["list_cost"] if _is_sold(charge) else leg["contracted_cost"]


def _sold_steps(fresh: Fresh, charge: dict, leg: dict) -> list[tuple[str, str, Decimal]]:
    if not _is_sold(charge):
        return []
    kind = leg["leg_kind"]
    steps = [("reserved", *one) for one in _reserved_shares(charge)]
    if kind not in WITHOUT_PLAN or fresh.records.settings.plan_benefit_downstream:
        steps += [("plan", name, -taken) for name, taken in charge.get("_plan_draws", [])]
    if leg["discount_id"] is not None:
        name = "contract_price" if leg["discount_kind"] == "contract_price" else "discount"
        change = leg["contracted_cost"] - base_of(fresh.records, charge, kind)
        steps.append((name, leg["discount_id"], change))
    return steps


def _reserved_shares(charge: dict) -> list[tuple[str, Decimal]]:
    """Several instances share the reserved cost by the seconds each covers."""
    draws = charge.get("_reserved_draws", [])
    seconds = sum((taken for _, taken in draws), ZERO)
    shares, before, covered = [], ZERO, ZERO
    for name, taken in draws:
        covered += taken
        until = rounded(charge["reserved_cost"] * covered / seconds, 8)
        shares.append((name, before - until))
        before = until
    return shares


def _walk(leg_id: str, cost: Decimal, steps: list[tuple[str, str, Decimal]]) -> list[dict]:
    """Only steps that change the cost."""
    rows = []
    for step, rule_id, change in steps:
        if change == 0:
            continue
        rows.append(
            {
                "leg_id": leg_id,
                "step_number": len(rows) + 1,
                "step": step,
                "rule_id": rule_id,
                "cost_before": cost,
                "cost_after": cost + change,
            }
        )
        cost += change
    return rows
