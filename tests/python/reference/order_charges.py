"""Rules 3.5 to 3.7: order lines and bill adjustments as charges."""

from __future__ import annotations

from .accepted_records import AcceptedRecords
from .exact import ONE, ZERO, rounded, total, truncated
from .order_reasons import is_refund
from .prices import Slice, cost_of, single_unit_price, slices

NOT_USAGE = {
    "first_used_at": None,
    "last_used_at": None,
    "usage_days_ratio": None,
    "consumed_quantity": None,
    "package_usage": None,
    "reserved_usage": None,
    "reserved_quantity": None,
    "reserved_cost": ZERO,
    "plan_cost": ZERO,
}


def order_charges(records: AcceptedRecords) -> list[dict]:
    """Purchases, then the refunds that rest on them."""
    orders = records.accepted["orders"]
    purchases = [_purchase(records, order) for order in orders if not is_refund(order)]
    by_id = {charge["charge_id"]: charge for charge in purchases}
    for charge in purchases:
        _adjust(charge, by_id)
    refunds = [_refund(records, order, by_id) for order in orders if is_refund(order)]
    return purchases + refunds


def _line(records: AcceptedRecords, order: dict) -> dict:
    """What a purchase and a refund have in common."""
    sku = records.skus[order["sku_id"]]
    return NOT_USAGE | {
        "charge_id": "order:" + order["order_line_id"],
        "order_type": order["order_type"],
        "billing_mode": sku["billing_mode"],
        "settlement_cycle": "upfront",
        "provider_account_id": sku["provider_account_id"],
        "owner_account_id": order["owner_account_id"],
        "operator_account_id": order["operator_account_id"] or order["owner_account_id"],
        "resource_name": order["resource_name"],
        "sku_id": order["sku_id"],
        "zone_id": order["zone_id"],
        "project": order["project"],
        "tags": order["tags"],
        "charge_period_start": order["service_from"] or order["paid_at"],
        "charge_period_end": order["service_to"] or order["paid_at"],
        "settled_at": None,
        "transaction_at": order["paid_at"],
        "billing_month": records.calendar.month(order["paid_at"]),
        "order_id": order["order_id"],
        "recorded_at": order["recorded_at"],
        "_order": order,
    }


def _purchase(records: AcceptedRecords, order: dict) -> dict:
    prices = records.prices.at(order["sku_id"], order["region_id"], order["placed_at"])
    factor = (order["term_count"] or ONE) * (order["linear_size"] or ONE)
    if order["list_cost"] is not None:
        met, cost = [], order["list_cost"]
        priced_in = prices.currency_code if prices else None
        provider = records.accounts[records.skus[order["sku_id"]]["provider_account_id"]]
        currency = order["currency_code"] or priced_in or provider["currency_code"]
    else:
        pieces = slices(prices, order["quantity"], ZERO, order["quantity"])
        met = [Slice(one.tier, one.quantity, factor) for one in pieces]
        cost, currency = rounded(cost_of(met), 8), prices.currency_code
    return _line(records, order) | {
        "charge_category": "purchase",
        "resource_id": order["resource_id"],
        "region_id": order["region_id"],
        "pricing_quantity": truncated(order["quantity"] * factor, 10),
        "list_unit_price": single_unit_price(met),
        "list_cost": cost,
        "currency_code": currency,
        "original_charge_id": None,
        "adjusted_charge_id": None,
        "_adjustments": [],
        "_price_moment": order["placed_at"],
        "_identity_moment": order["placed_at"],
        "_slices": met,
    }


def _adjust(charge: dict, purchases: dict[str, dict]) -> None:
    """A price adjustment keeps the chain of the line it names, and adds to it in its currency."""
    named = charge["_order"]["adjusts_order_line_id"]
    if named is None:
        return
    line = purchases["order:" + named]
    charge["_identity_moment"] = line["_order"]["placed_at"]
    if charge["currency_code"] == line["currency_code"]:
        charge["adjusted_charge_id"] = line["charge_id"]
        line["_adjustments"].append(charge)


def given_back(refund: dict, original: dict) -> list[dict]:
    """The line that a refund gives back, and its adjustments that were paid by then."""
    moment = refund["paid_at"]
    return [original, *(one for one in original["_adjustments"] if one["transaction_at"] <= moment)]


def _refund(records: AcceptedRecords, order: dict, purchases: dict[str, dict]) -> dict:
    original = purchases["order:" + order["original_order_line_id"]]
    lines = given_back(order, original)
    cost = total(line["list_cost"] for line in lines)
    return _line(records, order) | {
        "charge_category": "refund",
        "resource_id": original["resource_id"],
        "region_id": original["region_id"],
        "pricing_quantity": None,
        "list_unit_price": None,
        "list_cost": -rounded(order["refunded_share"] * cost, 8),
        "currency_code": original["currency_code"],
        "original_charge_id": original["charge_id"],
        "adjusted_charge_id": None,
        "_given_back": [line["charge_id"] for line in lines],
        "_price_moment": original["_price_moment"],
        "_identity_moment": original["_identity_moment"],
        "_slices": [],
    }


def adjustment_charges(records: AcceptedRecords) -> list[dict]:
    """Rules 6.6: signed amounts, compensation negative."""
    return [_adjustment(records, row) for row in records.accepted["bill_adjustments"]]


def _adjustment(records: AcceptedRecords, row: dict) -> dict:
    owner = row["owner_account_id"] or row["reseller_account_id"]
    sign = -ONE if row["adjustment_kind"] == "compensation" else ONE
    moment = row["occurred_at"]
    nothing = dict.fromkeys(
        (
            *("order_type", "billing_mode", "settlement_cycle", "resource_id", "resource_name"),
            *("sku_id", "region_id", "zone_id", "project", "tags", "settled_at"),
            *(
                "pricing_quantity",
                "list_unit_price",
                "order_id",
                "original_charge_id",
                "adjusted_charge_id",
            ),
        )
    )
    return (
        NOT_USAGE
        | nothing
        | {
            "charge_id": "adjustment:" + row["adjustment_id"],
            "charge_category": "adjustment",
            "provider_account_id": row["provider_account_id"],
            "owner_account_id": owner,
            "operator_account_id": owner,
            "charge_period_start": moment,
            "charge_period_end": moment,
            "transaction_at": moment,
            "billing_month": records.calendar.month(moment),
            "list_cost": sign * row["amount"],
            "currency_code": row["currency_code"],
            "recorded_at": row["recorded_at"],
            "_reseller": row["reseller_account_id"],
            "_adjustment_kind": row["adjustment_kind"],
            "_slices": [],
        }
    )
