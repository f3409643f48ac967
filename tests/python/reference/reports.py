"""Report marts over the fresh rating: `outputs.md`, reports."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from .bills import group_by
from .exact import ZERO, total
from .fresh import Fresh

USAGE_KEY = ("usage_date", "product_code", "unit", "currency_code")
COSTS = ("quantity", "list_cost", "utility_cost", "customer_cost")


def channel_product_usage(fresh: Fresh) -> list[dict]:
    """Charges with a channel, by channel, day, product, unit and currency; no adjustments."""
    rows = [
        _usage_row(fresh, charge)
        for charge in fresh.charges.values()
        if charge["charge_category"] != "adjustment"
        and fresh.legs[charge["charge_id"]][0]["channel_code"] is not None
    ]
    return _summed(rows, ("channel_code", *USAGE_KEY))


def billing_group_product_usage(fresh: Fresh) -> list[dict]:
    """The same over the channels of a billing group, as the channel record says now."""
    rows = []
    for row in channel_product_usage(fresh):
        channel = fresh.records.channels.get(row["channel_code"])
        if channel is not None and channel["billing_group_code"] is not None:
            rows.append(row | {"billing_group_code": channel["billing_group_code"]})
    return _summed(rows, ("billing_group_code", *USAGE_KEY))


def _usage_row(fresh: Fresh, charge: dict) -> dict:
    records = fresh.records
    sku = records.skus[charge["sku_id"]]
    legs = fresh.legs[charge["charge_id"]]
    is_usage = charge["charge_category"] == "usage"
    moment = charge["charge_period_start"] if is_usage else charge["_order"]["paid_at"]
    quantity = charge["consumed_quantity"] if is_usage else charge["pricing_quantity"]
    return {
        "channel_code": legs[0]["channel_code"],
        "usage_date": records.calendar.day(moment),
        "product_code": sku["product_code"],
        "unit": sku["usage_unit"] if is_usage else sku["pricing_unit"],
        "currency_code": charge["currency_code"],
        "quantity": ZERO if quantity is None else quantity,
        "list_cost": charge["list_cost"],
        "utility_cost": legs[0]["pretax_cost"],
        "customer_cost": legs[-1]["pretax_cost"],
    }


def _summed(rows: list[dict], key: tuple[str, ...], columns: tuple[str, ...] = COSTS) -> list[dict]:
    return [
        dict(zip(key, values, strict=True))
        | {name: total(row[name] for row in group) for name in columns}
        for values, group in group_by(rows, key).items()
    ]


def reseller_cost_by_second_level(lines: list[dict]) -> list[dict]:
    """Bill A lines whose nearest partner stands under the distributor; no adjustments (R5)."""
    rows = [
        line
        for line in lines
        if line["leg_kind"] == "bill_a"
        and line["charge_category"] != "adjustment"
        and line["reseller_account_id"] != line["distributor_account_id"]
    ]
    key = ("distributor_account_id", "reseller_account_id", "billing_month", "currency_code")
    costs = ("contracted_cost", "voucher_cost", "pretax_cost", "tax_cost", "billed_cost")
    return _summed(rows, key, costs)


def margins(fresh: Fresh) -> list[dict]:
    """Leg n against leg n-1, by seller of leg n, customer, product, month and currency."""
    rows = []
    for legs in fresh.legs.values():
        for cost, revenue in pairwise(legs):
            sku = fresh.records.skus[fresh.charges[revenue["charge_id"]]["sku_id"]]
            rows.append(
                revenue
                | {
                    "tier_account_id": revenue["seller_account_id"],
                    "product_code": sku["product_code"],
                    "revenue_cost": revenue["contracted_cost"],
                    "sold_voucher_cost": revenue["voucher_cost"],
                    "paid_cost": cost["pretax_cost"],
                    "margin_cost": revenue["pretax_cost"] - cost["pretax_cost"],
                }
            )
    key = ("leg_number", "tier_account_id", "owner_account_id", "product_code")
    columns = ("revenue_cost", "sold_voucher_cost", "paid_cost", "margin_cost")
    return _summed(rows, (*key, "billing_month", "currency_code"), columns)


def attribution_proof(lines: list[dict]) -> list[dict]:
    """Rules 11.1: per provider, month and currency the bills' leg-1 cost = the sum over owners."""
    billed = _leg_one_cost(lines, lambda line: line["leg_kind"] in ("bill_a", "direct"))
    owned = _leg_one_cost(lines, lambda line: line["owner_account_id"] is not None)
    return [
        dict(zip(("provider_account_id", "billing_month", "currency_code"), key, strict=True))
        | {
            "bill_cost": cost,
            "attributed_cost": owned.get(key, ZERO),
            "remainder_cost": cost - owned.get(key, ZERO),
        }
        for key, cost in billed.items()
    ]


def _leg_one_cost(lines: list[dict], counts: Callable[[dict], bool]) -> dict[tuple, object]:
    ones = [line for line in lines if line["leg_number"] == 1 and counts(line)]
    groups = group_by(ones, ("seller_account_id", "billing_month", "currency_code"))
    return {key: total(line["pretax_cost"] for line in group) for key, group in groups.items()}


def _is_of_a_customer(fresh: Fresh, charge: dict) -> bool:
    owner, moment = charge["owner_account_id"], charge["_identity_moment"]
    return fresh.records.hierarchy.role(owner, moment) == "customer"


def customer_expenditure(fresh: Fresh) -> list[dict]:
    """Charge list cost of customers, refunds included, adjustments not: a reference only."""
    rows = [
        charge | {"product_code": fresh.records.skus[charge["sku_id"]]["product_code"]}
        for charge in fresh.charges.values()
        if charge["charge_category"] != "adjustment" and _is_of_a_customer(fresh, charge)
    ]
    key = ("owner_account_id", "product_code", "billing_month", "currency_code")
    return _summed(rows, key, ("list_cost",))


def charge_tiers(fresh: Fresh) -> list[dict]:
    """One row per charge and tier slice, cost before rounding."""
    return [
        {
            "charge_id": charge["charge_id"],
            "tier_lower_bound": one.tier.lower,
            "quantity": one.quantity,
            "unit_price": one.tier.unit_price,
            "cost": one.cost,
        }
        for charge in fresh.charges.values()
        for one in charge["_slices"]
    ]
