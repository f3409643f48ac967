"""Rules 3.4 and 3.9: usage charges get their list cost, each at its place in its pool."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from .accepted_records import AcceptedRecords
from .entitlements import is_coverable
from .exact import ZERO, rounded, total, truncated
from .prices import PriceSet, Slice, cost_of, single_unit_price, slices


@dataclass(frozen=True)
class Place:
    """Where a charge stands: its price set, the pool's units before it, the pool's total."""

    prices: PriceSet
    units_before: Decimal
    pool_total: Decimal

    def first_units(self, quantity: Decimal) -> list[Slice]:
        """The tiers met by the first units of the charge."""
        return slices(self.prices, quantity, self.units_before, self.pool_total)


def price_usage(records: AcceptedRecords, charges: list[dict]) -> list[dict]:
    """Fill the list price columns; charges gain `_place` and `_slices`."""
    for charge in charges:
        sku = records.skus[charge["sku_id"]]
        rest = charge["consumed_quantity"] - charge["package_usage"]
        quantity = truncated(rest / sku["usage_per_pricing_unit"], 10)
        step = sku["pricing_increment"]
        if step is not None and not is_coverable(records, charge):
            quantity = (quantity / step).to_integral_value(ROUND_CEILING) * step
        charge["pricing_quantity"] = quantity
    for pool in pools(charges):
        pool_total = total(charge["pricing_quantity"] for charge in pool)
        before = ZERO
        for charge in pool:
            prices = records.prices.at(
                charge["sku_id"], charge["region_id"], charge["_price_moment"]
            )
            _price(charge, Place(prices, before, pool_total))
            before += charge["pricing_quantity"]
    return charges


def pools(charges: list[dict]) -> list[list[dict]]:
    """Owner, sku, region and billing month, in the order (bucket start, resource_id)."""
    found: dict[tuple, list[dict]] = defaultdict(list)
    for charge in charges:
        key = ("owner_account_id", "sku_id", "region_id", "billing_month")
        found[tuple(charge[name] for name in key)].append(charge)
    return [
        sorted(pool, key=lambda charge: (charge["charge_period_start"], charge["resource_id"]))
        for pool in found.values()
    ]


def _price(charge: dict, place: Place) -> None:
    met = place.first_units(charge["pricing_quantity"])
    charge["list_cost"] = rounded(cost_of(met), 8)
    charge["list_unit_price"] = single_unit_price(met)
    charge["currency_code"] = place.prices.currency_code
    charge["_place"] = place
    charge["_slices"] = met
