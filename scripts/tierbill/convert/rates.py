"""The rate of each usage row, and what the rates of a sku become in `list_prices`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tierbill.convert.decimals import (
    COST_PLACES,
    LARGEST,
    PRICE_PLACES,
    QUANTITY_PLACES,
    decimal_places,
    difference,
    multiplied,
    quotient,
    rounded,
    scaled,
    total,
    truncated,
)
from tierbill.convert.instants import hour_of
from tierbill.convert.line_items import LineItem, Unreadable
from tierbill.convert.price_list import PriceList


@dataclass(frozen=True, slots=True)
class DatedPrice:
    """A flat price of one pricing unit in one region, from an instant to the next price."""

    sku_id: str
    region_id: str
    valid_from: datetime
    valid_to: datetime | None
    unit_price: Decimal
    currency_code: str
    origin: str


def with_rate(item: LineItem, listed: set[Decimal]) -> LineItem:
    """The item with a rate: its own, else one known from elsewhere that gives its cost.

    Price list, public rate and cost / amount at 10 decimals are tried in this order. Raises
    Unreadable `no_rate` if none of them gives the cost at 8 decimals.
    """
    if item.is_fee or item.rate is not None:
        return item
    candidates = [("rate_from_price_list", rate) for rate in sorted(listed)]
    if item.public_rate is not None:
        candidates.append(("rate_from_public_rate", item.public_rate))
    for note, rate in candidates:
        if _gives_cost(item, rate):
            return replace(item, rate=rate, notes=(*item.notes, note))
    if item.amount == 0 or item.cost < 0:
        raise Unreadable("no_rate")
    rate = rounded(quotient(item.cost, item.amount), PRICE_PLACES)
    if rate >= LARGEST or not _gives_cost(item, rate):
        raise Unreadable("no_rate")
    return replace(item, rate=rate, notes=(*item.notes, "rate_from_cost"))


def _gives_cost(item: LineItem, rate: Decimal) -> bool:
    cost = rounded(item.cost, COST_PLACES)
    return rounded(multiplied(rate, item.amount), COST_PLACES) == cost


def rate_of(item: LineItem) -> Decimal:
    """The rate of a usage row after with_rate; null there is a mistake of the caller."""
    if item.rate is None:
        raise ValueError(f"{item.place.file}, line {item.place.line}: usage without a rate")
    return item.rate


def price_scale(items: Sequence[LineItem]) -> int:
    """The power of ten of usage units that one pricing unit holds.

    0 if all rates fit into 10 decimals. Else the power that makes them fit (a price per million),
    unless rounding the rate distorts the rows' costs less than cutting the larger units does.
    """
    scale = max(decimal_places(rate_of(item)) for item in items) - PRICE_PLACES
    if scale <= 0:
        return 0
    return min((scale, 0), key=lambda power: max(_distortion(item, power) for item in items))


def _distortion(item: LineItem, scale: int) -> Decimal:
    exact = multiplied(rate_of(item), usage_quantity(item))
    priced = multiplied(unit_price(item, scale), pricing_quantity([item], scale))
    return abs(difference(priced, exact))


def unit_price(item: LineItem, scale: int) -> Decimal:
    """The list price of one pricing unit of 10^scale usage units, at 10 decimals."""
    return rounded(scaled(rate_of(item), scale), PRICE_PLACES)


def usage_quantity(item: LineItem) -> Decimal:
    """The amount as the inputs hold it, at 10 decimals."""
    return rounded(item.amount, QUANTITY_PLACES)


def pricing_quantity(items: Iterable[LineItem], scale: int) -> Decimal:
    """What a charge of the rows is priced for, in units of 10^scale usage units (rules 3.2)."""
    consumed = total(usage_quantity(item) for item in items)
    return truncated(scaled(consumed, -scale), QUANTITY_PLACES)


def dated_prices(
    sku_id: str,
    items: Sequence[LineItem],
    priced_from: datetime,
    price_list: PriceList,
    scale: int,
) -> list[DatedPrice]:
    """The prices of one sku, each region's in order; the first holds from `priced_from` on.

    A rate holds from the settlement hour in which it is first used until the next one (rules 3.3:
    the price moment is the start of the bucket).
    """
    prices = []
    for region_id in sorted({item.region_id for item in items}):
        hours = {hour_of(i.started_at): i for i in items if i.region_id == region_id}
        changes: list[tuple[datetime, LineItem]] = []
        for hour in sorted(hours):
            if not changes or rate_of(changes[-1][1]) != rate_of(hours[hour]):
                changes.append((hour if changes else priced_from, hours[hour]))
        ends = [start for start, _ in changes[1:]] + [None]
        for (start, item), end in zip(changes, ends, strict=True):
            price = unit_price(item, scale)
            origin = _origin(item, price_list)
            code = item.currency_code
            prices.append(DatedPrice(sku_id, region_id, start, end, price, code, origin))
    return prices


def _origin(item: LineItem, price_list: PriceList) -> str:
    """Where the price comes from, and whether the price list agrees."""
    listed = price_list.prices(item)
    if not listed:
        return "rows"
    return "rows and price list" if rate_of(item) in listed else "rows, not the price list"
