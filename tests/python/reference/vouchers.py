"""Rules 7.1 and 7.2: vouchers are drawn in time order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from .exact import ZERO


@dataclass
class VoucherState:
    """One voucher and what is left on it."""

    voucher: dict
    balance: Decimal
    is_spent: bool = False
    draws: list[dict] = field(default_factory=list)

    def take(self, leg: dict, wanted: Decimal) -> Decimal:
        """A one-time voucher is spent by its first use; the rest is forfeited."""
        taken = min(self.balance, wanted)
        if self.is_spent or taken == 0:
            return ZERO
        self.balance -= taken
        self.is_spent = not self.voucher["is_reusable"]
        self.draws.append(
            {
                "voucher_id": self.voucher["voucher_id"],
                "leg_id": leg["leg_id"],
                "voucher_cost": taken,
                "balance_after": self.balance,
            }
        )
        return taken


def draw_vouchers(
    vouchers: list[dict], charges: list[dict], legs: dict[str, list[dict]], skus: dict[str, dict]
) -> list[VoucherState]:
    """Fill `voucher_cost` on the legs of usage and purchases; `legs` by charge id."""
    states = [VoucherState(row, row["face_value"]) for row in sorted(vouchers, key=_drawing_order)]
    spends = _order_spends(charges, legs)
    for charge in sorted(charges, key=lambda row: (row["transaction_at"], row["charge_id"])):
        if charge["charge_category"] not in ("usage", "purchase"):
            continue
        for leg in legs[charge["charge_id"]]:
            for state in states:
                spend = spends.get(_order_key(charge, leg), leg["contracted_cost"])
                if _eligible(state.voucher, charge, leg, skus, spend):
                    rest = leg["contracted_cost"] - leg["voucher_cost"]
                    leg["voucher_cost"] += state.take(leg, rest)
    return states


def _drawing_order(voucher: dict) -> tuple:
    """Designated first, then by the end of validity."""
    general = voucher["voucher_type"] != "partner_designated"
    return general, voucher["valid_to"], voucher["voucher_id"]


def _order_key(charge: dict, leg: dict) -> tuple:
    return (
        charge["order_id"],
        charge["currency_code"],
        leg["leg_kind"],
        leg["buyer_account_id"],
    )


def _order_spends(charges: list[dict], legs: dict[str, list[dict]]) -> dict[tuple, Decimal]:
    """Contracted cost of all purchase lines of an order, by currency, leg kind and buyer."""
    spends: dict[tuple, Decimal] = defaultdict(lambda: ZERO)
    for charge in charges:
        if charge["charge_category"] == "purchase":
            for leg in legs[charge["charge_id"]]:
                spends[_order_key(charge, leg)] += leg["contracted_cost"]
    return spends


def _eligible(
    voucher: dict, charge: dict, leg: dict, skus: dict[str, dict], spend: Decimal
) -> bool:
    minimum = voucher["minimum_spend"]
    return (
        leg["contracted_cost"] > 0
        and _right_leg(voucher, leg)
        and voucher["currency_code"] == charge["currency_code"]
        and _product_fits(voucher, skus[charge["sku_id"]])
        and voucher["valid_from"] <= charge["transaction_at"] < voucher["valid_to"]
        and _mode_fits(voucher, charge)
        and charge["billing_mode"] != "spot"
        and (minimum is None or minimum <= spend)
    )


def _right_leg(voucher: dict, leg: dict) -> bool:
    kind = "bill_b" if voucher["voucher_type"] == "customer" else "bill_a"
    if leg["leg_kind"] != kind or leg["buyer_account_id"] != voucher["holder_account_id"]:
        return False
    if voucher["voucher_type"] == "partner_designated":
        return leg["owner_account_id"] == voucher["designated_account_id"]
    return True


def _product_fits(voucher: dict, sku: dict) -> bool:
    if voucher["product_codes"] is None:
        return True
    is_named = sku["product_code"] in voucher["product_codes"].split("|")
    return is_named != voucher["product_codes_are_excluded"]


def _mode_fits(voucher: dict, charge: dict) -> bool:
    modes = {"usage": ("all", "postpaid"), "purchase": ("all", "prepaid")}
    return voucher["payment_mode"] in modes[charge["charge_category"]]


def voucher_closings(states: list[VoucherState], now: datetime) -> list[dict]:
    """Per voucher: face = used + remaining + expired or forfeited (rules 11.4)."""
    closings = []
    for state in states:
        voucher = state.voucher
        is_over = state.is_spent or voucher["valid_to"] <= now
        closings.append(
            {
                "voucher_id": voucher["voucher_id"],
                "face_value": voucher["face_value"],
                "used": voucher["face_value"] - state.balance,
                "remaining": ZERO if is_over else state.balance,
                "expired_or_forfeited": state.balance if is_over else ZERO,
            }
        )
    return closings
