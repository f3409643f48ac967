"""Sequential drawdown: demands meet the sources of their holder one after the other.

Packages, reserved instances and savings plans cover usage this way (rules 4), vouchers
reduce legs this way (rules 7.1). What a demand takes depends on all that went before it, so
this is a loop, and the only one in the rating; who may draw from what is decided in SQL.
Instants are microseconds since 1970 in UTC, amounts exact decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import NamedTuple

NOTHING = Decimal(0)
# Wide enough that nothing is rounded.
EXACT = Context(prec=80)


class Demand(NamedTuple):
    """Something that may draw: a charge or a leg, in the order in which it draws."""

    holder: Hashable
    demand_id: Hashable
    kind: Hashable
    at: int
    amount: Decimal
    spend: Decimal = NOTHING


@dataclass(slots=True)
class Source:
    """Something that may be drawn: money or usage with a capacity and a time."""

    source_id: str
    terms: Hashable
    valid_from: int
    valid_to: int
    capacity: Decimal
    minimum_spend: Decimal | None = None
    is_reusable: bool = True
    balance: Decimal = field(init=False)
    filled_at: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Start full."""
        self.balance = self.capacity


class Draw(NamedTuple):
    """What one demand took from one source, and what was left, also if that is forfeited."""

    demand_id: Hashable
    source_id: str
    amount: Decimal
    balance_after: Decimal


def draw_down(
    demands: Iterable[Demand],
    sources: Mapping[Hashable, list[Source]],
    covers: Callable[[Hashable, Hashable], bool],
    *,
    refills: bool = False,
) -> Iterator[Draw]:
    """Yield the draws of `demands`, which come holder by holder, each in its order.

    `sources` holds every holder's sources in the order in which they are drawn;
    `covers(terms, kind)` says whether a source's terms cover a kind of demand. With
    `refills` a source is full again at every new moment (an hour of a reserved instance or
    plan); without it what is drawn is gone. A source that is not reusable is spent by its
    first draw.
    """
    holder: Hashable = None
    fitting: dict[Hashable, list[Source]] = {}
    for demand in demands:
        if demand.holder != holder:
            holder, fitting = demand.holder, {}
        if demand.kind not in fitting:
            fitting[demand.kind] = [
                source
                for source in sources.get(holder, ())
                if source.capacity > 0 and covers(source.terms, demand.kind)
            ]
        rest = demand.amount
        spent = False
        for source in fitting[demand.kind]:
            if refills and source.filled_at != demand.at:
                source.balance, source.filled_at = source.capacity, demand.at
            if not source.balance:
                spent = True
                continue
            if not _is_open(source, demand):
                continue
            taken = min(source.balance, rest)
            left = EXACT.subtract(source.balance, taken)
            source.balance = left if source.is_reusable else NOTHING
            rest = EXACT.subtract(rest, taken)
            yield Draw(demand.demand_id, source.source_id, taken, left)
            if not rest:
                break
        if spent and not refills:
            fitting[demand.kind] = [source for source in fitting[demand.kind] if source.balance]


def _is_open(source: Source, demand: Demand) -> bool:
    """Whether the source may be drawn then, by what is spent."""
    return source.valid_from <= demand.at < source.valid_to and (
        source.minimum_spend is None or source.minimum_spend <= demand.spend
    )
