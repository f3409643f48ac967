"""Rules 6: one charge, every tier's price."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from .accepted_records import AcceptedRecords
from .discounts import choose_discount
from .exact import ONE, ZERO, rounded, total
from .parties import Chain, chain_at

WITHOUT_PLAN = ("channel", "bill_b")


def purchase_legs(records: AcceptedRecords, charge: dict) -> list[dict]:
    """The legs of a usage or purchase charge, before vouchers and tax."""
    chain = chain_at(
        records.hierarchy,
        charge["owner_account_id"],
        charge["provider_account_id"],
        charge["_identity_moment"],
    )
    legs = [
        _identity(records, charge, chain, number)
        for number in range(1, len(chain.sellers_and_buyers) + 1)
    ]
    return [leg | _price(records, charge, leg) for leg in legs]


def _identity(records: AcceptedRecords, charge: dict, chain: Chain, number: int) -> dict:
    seller, buyer = chain.sellers_and_buyers[number - 1]
    channel = records.channels.get(chain.channel_code, {})
    return {
        "leg_id": f"{charge['charge_id']}:{number}",
        "charge_id": charge["charge_id"],
        "leg_kind": leg_kind(records, seller, buyer, charge["_identity_moment"]),
        "leg_number": number,
        "seller_account_id": seller,
        "buyer_account_id": buyer,
        "owner_account_id": charge["owner_account_id"],
        "reseller_account_id": chain.reseller_account_id,
        "distributor_account_id": chain.distributor_account_id,
        "channel_code": chain.channel_code,
        "billing_group_code": channel.get("billing_group_code"),
        "billing_month": charge["billing_month"],
        "currency_code": charge["currency_code"],
        "voucher_cost": ZERO,
    }


def leg_kind(records: AcceptedRecords, seller: str, buyer: str, moment: datetime) -> str:
    from_provider = records.hierarchy.is_provider(seller)
    to_partner = records.hierarchy.is_partner(buyer, moment)
    if from_provider:
        return "bill_a" if to_partner else "direct"
    return "channel" if to_partner else "bill_b"


def base_of(records: AcceptedRecords, charge: dict, kind: str) -> Decimal:
    """Rules 4.4: what a multiplier applies to."""
    base = charge["list_cost"] - charge["reserved_cost"]
    if kind in WITHOUT_PLAN and not records.settings.plan_benefit_downstream:
        return base
    return base - charge["plan_cost"]


def _price(records: AcceptedRecords, charge: dict, leg: dict) -> dict:
    """Rules 5.4 and 6.3."""
    discount = _discount(records, charge, leg)
    if discount is not None and discount["discount_kind"] == "contract_price":
        quantity = charge["pricing_quantity"] - (charge["reserved_quantity"] or ZERO)
        price = discount["contract_unit_price"]
        return {
            "list_cost": None,
            "discount_id": discount["discount_id"],
            "discount_kind": "contract_price",
            "discount_multiplier": None,
            "contract_unit_price": price,
            "discount_cost": None,
            "contracted_cost": rounded(price * quantity, 8),
        }
    base = base_of(records, charge, leg["leg_kind"])
    multiplier = ONE if discount is None else discount["multiplier"]
    contracted = rounded(base * multiplier, 8)
    return {
        "list_cost": charge["list_cost"],
        "discount_id": discount["discount_id"] if discount else None,
        "discount_kind": "multiplier" if discount else None,
        "discount_multiplier": multiplier,
        "contract_unit_price": None,
        "discount_cost": base - contracted,
        "contracted_cost": contracted,
    }


def _discount(records: AcceptedRecords, charge: dict, leg: dict) -> dict | None:
    sku = records.skus[charge["sku_id"]]
    if leg["leg_number"] == 1 and sku["settlement_type"] == "no_discount":
        return None
    seller = leg["seller_account_id"]
    above = records.hierarchy.partners_above(seller, charge["_identity_moment"])
    return choose_discount(
        records.terms,
        sku,
        leg["buyer_account_id"],
        [seller, *above],
        charge["_price_moment"],
    )


def _undiscounted(cost: Decimal) -> dict:
    """A row that shows its own cost as list cost and takes no discount."""
    return {
        "list_cost": cost,
        "discount_id": None,
        "discount_kind": None,
        "discount_multiplier": ONE,
        "contract_unit_price": None,
        "discount_cost": ZERO,
        "contracted_cost": cost,
    }


def refund_legs(charge: dict, lines: list[list[dict]]) -> list[dict]:
    """Rules 6.4: the chain of the line given back, each leg its own money back.

    `lines` has the legs of the line and of each of its adjustments, which have the same chain.
    """
    share = charge["_order"]["refunded_share"]
    legs = []
    for same in zip(*lines, strict=True):
        original = same[0]
        paid = total(leg["contracted_cost"] - leg["voucher_cost"] for leg in same)
        legs.append(
            original
            | {
                "leg_id": f"{charge['charge_id']}:{original['leg_number']}",
                "charge_id": charge["charge_id"],
                "billing_month": charge["billing_month"],
                "voucher_cost": ZERO,
            }
            | _undiscounted(-rounded(share * paid, 8))
        )
    return legs


def adjustment_leg(charge: dict) -> dict:
    """Rules 6.6: bill_a only, the reseller buys, both partners are the reseller."""
    reseller = charge["_reseller"]
    return {
        "leg_id": f"{charge['charge_id']}:1",
        "charge_id": charge["charge_id"],
        "leg_kind": "bill_a",
        "leg_number": 1,
        "seller_account_id": charge["provider_account_id"],
        "buyer_account_id": reseller,
        "owner_account_id": charge["owner_account_id"],
        "reseller_account_id": reseller,
        "distributor_account_id": reseller,
        "channel_code": None,
        "billing_group_code": None,
        "billing_month": charge["billing_month"],
        "currency_code": charge["currency_code"],
        "voucher_cost": ZERO,
    } | _undiscounted(charge["list_cost"])
