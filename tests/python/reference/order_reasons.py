"""Rules 1.2, orders: which lines are rejected and why."""

from __future__ import annotations

from collections import defaultdict

from .exact import ONE, ZERO
from .prices import PriceList
from .records import kept_since


def is_refund(order: dict) -> bool:
    """A line is a refund exactly if it names an original (rules 3.5)."""
    return order["original_order_line_id"] is not None


def order_reasons(orders: list[dict], prices: PriceList) -> dict[str, str]:
    """Reason by order line: purchases first, since refunds rest on accepted ones."""
    reasons: dict[str, str] = {}
    purchases: dict[str, dict] = {}
    adjustments: list[dict] = []
    for order in orders:
        adjusts = order["adjusts_order_line_id"] is not None
        if adjusts and (is_refund(order) or order["order_type"] != "price_adjustment"):
            reasons[order["_key"]] = "invalid_adjusts_order_line_id"
        elif is_refund(order):
            continue
        elif order["order_type"] == "unsubscription":
            reasons[order["_key"]] = "unknown_original_line"
        elif order["list_cost"] is None and _price_set_of(order, prices) is None:
            reasons[order["_key"]] = "no_list_price"
        elif adjusts:
            adjustments.append(order)
        else:
            purchases[order["order_line_id"]] = order
    for order in adjustments:
        if not _is_same(order, purchases.get(order["adjusts_order_line_id"])):
            reasons[order["_key"]] = "unknown_adjusted_line"
    refunds = [order for order in orders if is_refund(order) and order["_key"] not in reasons]
    return reasons | _refund_reasons(refunds, purchases)


def _is_same(order: dict, line: dict | None) -> bool:
    """Whether the line that an order names is one of the same owner and sku."""
    return line is not None and all(
        order[name] == line[name] for name in ("owner_account_id", "sku_id")
    )


def _price_set_of(order: dict, prices: PriceList):
    return prices.at(order["sku_id"], order["region_id"], order["placed_at"])


def _place(refund: dict) -> tuple:
    """Rules 1.12: first come, first kept."""
    since = kept_since(
        refund,
        ("original_order_line_id", "owner_account_id", "sku_id"),
        lambda version: version["refunded_share"] or ZERO,
    )
    return since, refund["paid_at"], refund["order_line_id"]


def _refund_reasons(refunds: list[dict], purchases: dict[str, dict]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    given_back = defaultdict(lambda: ZERO)
    for refund in sorted(refunds, key=_place):
        original = purchases.get(refund["original_order_line_id"])
        share = refund["refunded_share"]
        if not _is_same(refund, original):
            reasons[refund["_key"]] = "unknown_original_line"
        elif (
            share is None
            or not ZERO < share <= ONE
            or given_back[original["order_line_id"]] + share > ONE
        ):
            reasons[refund["_key"]] = "refunded_share_out_of_range"
        else:
            given_back[original["order_line_id"]] += share
    return reasons
