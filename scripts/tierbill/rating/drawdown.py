"""Sequential drawdown: demands meet the sources of their holder one after the other.

Packages, reserved instances and savings plans cover usage this way (rules 4), vouchers
reduce legs this way (rules 7.1). What a demand takes depends on all that went before it, so
this is a loop, and the only one in the rating; who may draw from what is decided in SQL.
Instants are microseconds since 1970 in UTC, amounts whole numbers of one smallest unit.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# holder, place, kind, at, amount, spend: a charge or a leg that may draw, with its place among
# those it came with
Demand = tuple[Hashable, int, Hashable, int, int, int]

NEVER = NOTHING = 2**63


class Draws(NamedTuple):
    """What was drawn, draw after draw: one list for each figure."""

    places: list[int]
    ranks: list[int]
    taken: list[int]
    # the balance after the draw, also if it is forfeited
    left: list[int]


@dataclass(slots=True)
class Sources:
    """What may be drawn, money or usage, in the order of drawing: one list for each figure.

    A source is known by its rank, its place in the lists. There are a million of them, and a
    million objects would take longer to make than to draw. One that is not reusable is spent
    by its first draw.
    """

    valid_from: Sequence[int]
    valid_to: Sequence[int]
    capacity: Sequence[int]
    minimum_spend: Sequence[int] = ()
    is_reusable: Sequence[bool] = ()
    balance: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Let all be full; without a word they ask for no spend and may be used again."""
        self.balance = list(self.capacity)
        self.minimum_spend = self.minimum_spend or [0] * len(self.balance)
        self.is_reusable = self.is_reusable or [True] * len(self.balance)


class Queue:
    """Sources of one holder that cover the same kinds of demand, which ask in order of time.

    `first` is the rank of the one to draw from. With `refills` every source is full again at
    every new moment (an hour of a reserved instance or plan); without it what is drawn is gone.
    """

    __slots__ = (
        "_drained",
        "_open",
        "_refills",
        "_sources",
        "_waiting",
        "first",
        "looks_again_at",
    )

    def __init__(self, sources: Sources, ranks: Iterable[int], *, refills: bool = False) -> None:
        """Let all wait for their time; those that hold nothing are left out."""
        holding = [rank for rank in ranks if sources.capacity[rank] > 0]
        holding.sort(key=sources.valid_from.__getitem__, reverse=True)
        self._sources = sources
        self._waiting = holding
        self._open: list[int] = []
        self._drained: list[int] = []
        self._refills = refills
        self.first = NOTHING
        self.looks_again_at = sources.valid_from[holding[-1]] if holding else NEVER

    def look(self, at: int) -> None:
        """Bring `first` up to date; until `looks_again_at` only draws change it."""
        if self._refills:
            self._refill()
        waiting, opens_at = self._waiting, self._sources.valid_from
        while waiting and opens_at[waiting[-1]] <= at:
            insort(self._open, waiting.pop())
        self._find_first(at)

    def first_for(self, spend: int, at: int) -> int:
        """Return the first source whose minimum is reached by what is spent."""
        minimum, ends_at = self._sources.minimum_spend, self._sources.valid_to
        for rank in self._open:
            if minimum[rank] <= spend and at < ends_at[rank]:
                return rank
        return NOTHING

    def take_out(self, rank: int, at: int) -> None:
        """Take out a source that is spent."""
        self._open.remove(rank)
        if self._refills:
            self._drained.append(rank)
        self._find_first(at)

    def _refill(self) -> None:
        for rank in self._drained:
            insort(self._open, rank)
        self._drained = []
        balance, capacity = self._sources.balance, self._sources.capacity
        for rank in self._open:
            balance[rank] = capacity[rank]

    def _find_first(self, at: int) -> None:
        ends_at, opened, waiting = self._sources.valid_to, self._open, self._waiting
        while opened and ends_at[opened[0]] <= at:
            opened.pop(0)
        self.first = opened[0] if opened else NOTHING
        again = self._sources.valid_from[waiting[-1]] if waiting else NEVER
        if self._refills and (opened or self._drained):
            again = min(again, at + 1)
        elif opened:
            again = min(again, ends_at[opened[0]])
        self.looks_again_at = again


class Drawdown:
    """A drawdown in course; its demands may come in several parts."""

    def __init__(
        self, sources: Sources, queues_of: Callable[[Hashable, Hashable], Sequence[Queue]]
    ) -> None:
        """`queues_of(holder, kind)` are the queues that cover a kind of demand of a holder."""
        self._sources = sources
        self._queues_of = queues_of
        self._holder: Hashable = None
        self._fitting: dict[Hashable, Sequence[Queue]] = {}

    def draw(self, demands: Iterable[Demand]) -> Draws:
        """Return the draws of `demands`, which come holder by holder, each in its order."""
        places, ranks, taken, left = draws = Draws([], [], [], [])
        balances, is_reusable = self._sources.balance, self._sources.is_reusable
        minimum_spend = self._sources.minimum_spend
        for holder, place, kind, at, amount, spend in demands:
            if holder != self._holder:
                self._holder, self._fitting = holder, {}
            queues = self._fitting.get(kind)
            if queues is None:
                queues = self._fitting[kind] = self._queues_of(holder, kind)
            rest = amount
            while queues:
                rank, chosen = NOTHING, None
                for queue in queues:
                    if at >= queue.looks_again_at:
                        queue.look(at)
                    first = queue.first
                    if first < rank and minimum_spend[first] > spend:
                        first = queue.first_for(spend, at)
                    if first < rank:
                        rank, chosen = first, queue
                if chosen is None:
                    break
                balance = balances[rank]
                drawn = rest if rest < balance else balance
                rest -= drawn
                balances[rank] = balance = balance - drawn
                if not balance or not is_reusable[rank]:
                    chosen.take_out(rank, at)
                places.append(place)
                ranks.append(rank)
                taken.append(drawn)
                left.append(balance)
                if not rest:
                    break
        return draws
