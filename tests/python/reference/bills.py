"""The bill marts: details, their monthly aggregate, resources, summary and statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from .accepted_records import AcceptedRecords
from .exact import rounded, shown_total, total
from .lines import MONEY
from .periods import month_state
from .rounding import carry, policy_of

LEG_KIND = {
    "bill_a": "bill_a",
    "bill_b": "bill_b",
    "direct_bill": "direct",
    "channel_bill": "channel",
}
MERGED = ("hourly", "daily")
MERGE_KEY = (
    *("billing_month", "seller_account_id", "buyer_account_id", "owner_account_id"),
    *("reseller_account_id", "billing_mode", "transaction_type", "product_code"),
    *("subproduct_code", "component_type_code", "component_code", "resource_id", "region_id"),
    *("discount_multiplier", "contract_unit_price", "list_unit_price", "_tax_rate"),
    "currency_code",
)
RESOURCE_KEY = (
    *("billing_month", "seller_account_id", "buyer_account_id", "owner_account_id"),
    *("resource_id", "billing_mode", "transaction_type", "currency_code"),
)
SUMMARY_KEY = (
    *("billing_month", "seller_account_id", "buyer_account_id", "product_code"),
    *("project", "region_id", "billing_mode", "currency_code"),
)
RELATION = ("seller_account_id", "buyer_account_id", "currency_code")
BILL_KEY = ("seller_account_id", "buyer_account_id", "billing_month", "currency_code")


def group_by(rows: Iterable[dict], names: tuple[str, ...]) -> dict[tuple, list[dict]]:
    groups: dict[tuple, list[dict]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in names)].append(row)
    return groups


def summed(rows: list[dict]) -> dict:
    """Every money column; list cost is the sum of the list costs shown."""
    return {name: shown_total(row[name] for row in rows) for name in MONEY}


def bill_marts(records: AcceptedRecords, lines: list[dict]) -> dict[str, list[dict]]:
    """All five levels of the four bills, by mart name."""
    marts = {}
    for bill, kind in LEG_KIND.items():
        details = [_as_shown(records, bill, line) for line in lines if line["leg_kind"] == kind]
        marts[f"{bill}_details"] = details
        marts[f"{bill}_details_monthly"] = details_monthly(details)
        marts[f"{bill}_resources"] = resources(records, details)
        marts[f"{bill}_summary"] = _grouped(details, SUMMARY_KEY, summed)
        marts[f"{bill}_statements"] = statements(records, details)
    return marts


def _as_shown(records: AcceptedRecords, bill: str, line: dict) -> dict:
    """On bill B the own discount shows only under allowlist (a) of the seller (R59, R60); what
    is hidden tells no lines apart either."""
    seller = records.accounts[line["seller_account_id"]]
    if bill == "bill_b" and not seller["shows_customer_discounts"]:
        return line | dict.fromkeys(("discount_multiplier", "contract_unit_price"))
    return line


def _grouped(
    rows: list[dict], key: tuple[str, ...], of: Callable[[list[dict]], dict]
) -> list[dict]:
    return [
        dict(zip(key, values, strict=True)) | of(group)
        for values, group in group_by(rows, key).items()
    ]


def details_monthly(details: list[dict]) -> list[dict]:
    """Hourly and daily settled usage merges; everything else stays row by row (d2.5)."""
    merging = [line for line in details if _merges(line)]
    alone = [line for line in details if not _merges(line)]
    rows = [[line] for line in alone] + list(group_by(merging, MERGE_KEY).values())
    return [_monthly_row(group) for group in rows]


def _merges(line: dict) -> bool:
    return (
        line["charge_category"] == "usage"
        and line["settlement_cycle"] in MERGED
        and line["line_kind"] == "original"
    )


def _monthly_row(group: list[dict]) -> dict:
    return (
        {name: group[0][name] for name in MERGE_KEY}
        | summed(group)
        | {
            "line_kind": group[0]["line_kind"],
            "consumed_quantity": shown_total(line["consumed_quantity"] for line in group),
            "pricing_quantity": shown_total(line["pricing_quantity"] for line in group),
            "line_count": len(group),
        }
    )


def resources(records: AcceptedRecords, details: list[dict]) -> list[dict]:
    """L2: every money column is rounded on its own, half away from zero, to the bill's digits."""

    def amounts(group: list[dict]) -> dict:
        first = group[0]
        seller, currency = first["seller_account_id"], first["currency_code"]
        digits = policy_of(records, seller, currency, first["billing_month"]).digits
        return {
            name.replace("_cost", "_amount"): None if cost is None else rounded(cost, digits)
            for name, cost in summed(group).items()
        }

    return _grouped(details, RESOURCE_KEY, amounts)


def statements(records: AcceptedRecords, details: list[dict]) -> list[dict]:
    """L0: rules 7.4 and 7.5, of the lines of one kind of bill."""

    def statement(group: list[dict]) -> dict:
        first = group[0]
        seller, month = first["seller_account_id"], first["billing_month"]
        policy = policy_of(records, seller, first["currency_code"], month)
        billed = policy.billed([line["billed_cost"] for line in group])
        return summed(group) | {
            "precision_difference": billed - total(line["billed_cost"] for line in group),
            "billed_amount": billed,
            "negative_causes": negative_causes(group) if billed < 0 else None,
            "state": month_state(records, seller, month),
            "_negative_bill": policy.negative_bill,
        }

    bills = _grouped(details, BILL_KEY, statement)
    for together in group_by(bills, RELATION).values():
        carry(records, together)
    return bills


def negative_causes(lines: list[dict]) -> str:
    """Causes found on the negative lines, sorted, joined by `|`."""
    causes = {negative_cause(line) for line in lines if line["billed_cost"] < 0}
    return "|".join(sorted(causes))


def negative_cause(line: dict) -> str:
    if line["line_kind"] != "original":
        return "recalculation"
    if line["charge_category"] == "refund" and line["order_type"] == "change":
        return "configuration_change"
    if line["charge_category"] == "purchase":
        return "price_adjustment"
    return line["charge_category"]  # refund or adjustment
