"""List prices: rules 3.3 (which price set) and 3.4 (flat, graduated, volume)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .exact import ONE, ZERO


@dataclass(frozen=True)
class Tier:
    """Units above `lower` up to and including `upper` (null: without end) at `unit_price`."""

    lower: Decimal
    upper: Decimal | None
    unit_price: Decimal


@dataclass(frozen=True)
class PriceSet:
    tier_model: str
    currency_code: str
    tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class Slice:
    """A part of a charge that met one tier; `factor` is an order's terms and linear size."""

    tier: Tier
    quantity: Decimal
    factor: Decimal = ONE

    @property
    def cost(self) -> Decimal:
        return self.quantity * self.tier.unit_price * self.factor


class PriceList:
    """All accepted list prices."""

    def __init__(self, rows: list[dict]) -> None:
        self.sets: dict[tuple[str, str | None], dict[datetime, list[dict]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for row in rows:
            self.sets[row["sku_id"], row["region_id"]][row["valid_from"]].append(row)

    def at(self, sku_id: str, region_id: str | None, moment: datetime) -> PriceSet | None:
        """The set of the region, else the region-less one, that began last and is valid."""
        for region in dict.fromkeys([region_id, None]):
            sets = self.sets[sku_id, region]
            for valid_from in sorted(sets, reverse=True):
                rows = [row for row in sets[valid_from] if _is_valid(row, moment)]
                if rows:
                    return _price_set(rows)
        return None


def _is_valid(row: dict, moment: datetime) -> bool:
    end = row["valid_to"]
    return row["valid_from"] <= moment and (end is None or moment < end)


def _price_set(rows: list[dict]) -> PriceSet:
    """The lowest tier begins at 0 whatever its bound; its model and currency count."""
    rows = sorted(rows, key=lambda row: row["tier_lower_bound"])
    lowers = [ZERO] + [row["tier_lower_bound"] for row in rows[1:]]
    uppers = [*lowers[1:], None]
    return PriceSet(
        tier_model=rows[0]["tier_model"],
        currency_code=rows[0]["currency_code"],
        tiers=tuple(
            Tier(lower, upper, row["unit_price"])
            for lower, upper, row in zip(lowers, uppers, rows, strict=True)
        ),
    )


def slices(
    prices: PriceSet, quantity: Decimal, already_used: Decimal, pool_total: Decimal
) -> list[Slice]:
    """The tiers that `quantity` units meet, after `already_used` units of a pool (rules 3.4)."""
    if prices.tier_model == "flat":
        met = [Slice(prices.tiers[0], quantity)]
    elif prices.tier_model == "graduated":
        met = [
            Slice(tier, _units_in(tier, already_used, already_used + quantity))
            for tier in prices.tiers
        ]
    else:
        met = [Slice(_tier_of(prices, pool_total), quantity)]
    return [one for one in met if one.quantity != 0]


def _units_in(tier: Tier, start: Decimal, end: Decimal) -> Decimal:
    """Units of (start, end] inside (lower, upper]."""
    upper = end if tier.upper is None else min(end, tier.upper)
    return max(upper - max(start, tier.lower), ZERO)


def _tier_of(prices: PriceSet, amount: Decimal) -> Tier:
    """The tier (lower, upper] that holds the amount; 0 belongs to the first."""
    for tier in prices.tiers:
        if tier.upper is None or amount <= tier.upper:
            return tier
    raise AssertionError("the last tier has no end")


def cost_of(met: list[Slice]) -> Decimal:
    return sum((one.cost for one in met), ZERO)


def single_unit_price(met: list[Slice]) -> Decimal | None:
    """Null when several tiers met or the quantity is 0."""
    return met[0].tier.unit_price if len(met) == 1 else None
