"""The fresh rating: every charge and leg as the terms known at one moment make them."""

from __future__ import annotations

from dataclasses import dataclass

from .accepted_records import AcceptedRecords
from .charge_prices import price_usage
from .entitlements import draw_packages, draw_reserved_instances, draw_savings_plans
from .legs import adjustment_leg, purchase_legs, refund_legs
from .order_charges import adjustment_charges, order_charges
from .taxes import add_tax
from .usage_charges import settle_usage
from .vouchers import VoucherState, draw_vouchers


@dataclass
class Fresh:
    """Charges by id, legs by charge id (leg 1 first), and what became of each voucher."""

    records: AcceptedRecords
    charges: dict[str, dict]
    legs: dict[str, list[dict]]
    states: list[VoucherState]

    def all_legs(self) -> list[dict]:
        return [leg for legs in self.legs.values() for leg in legs]


def rate_again(records: AcceptedRecords) -> Fresh:
    """Rules 3, 4, 6 and 7 in the order in which money flows."""
    usage = settle_usage(records)
    draw_packages(records, usage)
    price_usage(records, usage)
    draw_reserved_instances(records, usage)
    draw_savings_plans(records, usage)
    charges = {
        charge["charge_id"]: charge
        for charge in [*usage, *order_charges(records), *adjustment_charges(records)]
    }
    legs = {
        charge_id: purchase_legs(records, charge)
        for charge_id, charge in charges.items()
        if charge["charge_category"] in ("usage", "purchase")
    }
    states = draw_vouchers(records.accepted["vouchers"], list(charges.values()), legs, records.skus)
    for charge_id, charge in charges.items():
        if charge["charge_category"] == "refund":
            lines = [legs[line] for line in charge["_given_back"]]
            legs[charge_id] = refund_legs(charge, lines)
        elif charge["charge_category"] == "adjustment":
            legs[charge_id] = [adjustment_leg(charge)]
    for charge_id, charge in charges.items():
        for leg in legs[charge_id]:
            add_tax(records, leg, charge)
    return Fresh(records, charges, legs, states)
