"""Sequential drawdown: demands meet the sources of their holder one after the other.

Packages, reserved instances and savings plans cover usage this way (rules 4), vouchers
reduce legs this way (rules 7.1). What a demand takes depends on all that went before it, so
this is a loop, and the only one in the rating; who may draw from what is decided in SQL.
Instants are microseconds since 1970 in UTC, amounts whole numbers of one smallest unit.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

# holder, place, kind, at, amount, spend: a charge or a leg that may draw, with its place among
# those it came with
Demand = tuple[Hashable, int, Hashable, int, int, int]
# place of the demand, rank of the source, amount taken, balance after it (also if forfeited)
Draw = tuple[int, int, int, int]

NEVER = 2**63


@dataclass(slots=True)
class Source:
    """Something that may be drawn: money or usage with a capacity and a time.

    Sources are drawn in the order of their ranks. One that is not reusable is spent by its
    first draw.
    """

    rank: int
    valid_from: int
    valid_to: int
    capacity: int
    minimum_spend: int = 0
    is_reusable: bool = True
    balance: int = 0
    queue: Queue = field(init=False)


class Queue:
    """Sources of one holder that cover the same kinds of demand, which ask in order of time.

    With `refills` every source is full again at every new moment (an hour of a reserved
    instance or plan); without it what is drawn is gone.
    """

    __slots__ = ("_drained", "_open", "_refills", "_waiting", "first", "looks_again_at")

    def __init__(self, sources: Iterable[Source], *, refills: bool = False) -> None:
        """Let all wait for their time; those that hold nothing are left out."""
        holding = [source for source in sources if source.capacity > 0]
        for source in holding:
            source.queue = self
            source.balance = source.capacity
        self._waiting = sorted(holding, key=attrgetter("valid_from"), reverse=True)
        self._open: list[Source] = []
        self._drained: list[Source] = []
        self._refills = refills
        self.first: Source | None = None
        self.looks_again_at = self._waiting[-1].valid_from if self._waiting else NEVER

    def look(self, at: int) -> None:
        """Bring `first` up to date; until `looks_again_at` only draws change it."""
        if self._refills:
            self._refill()
        while self._waiting and self._waiting[-1].valid_from <= at:
            insort(self._open, self._waiting.pop(), key=attrgetter("rank"))
        self._find_first(at)

    def first_for(self, spend: int, at: int) -> Source | None:
        """Return the first source whose minimum is reached by what is spent."""
        for source in self._open:
            if source.minimum_spend <= spend and at < source.valid_to:
                return source
        return None

    def take_out(self, source: Source, at: int) -> None:
        """Take out a source that is spent."""
        self._open.remove(source)
        if self._refills:
            self._drained.append(source)
        self._find_first(at)

    def _refill(self) -> None:
        for source in self._drained:
            insort(self._open, source, key=attrgetter("rank"))
        self._drained = []
        for source in self._open:
            source.balance = source.capacity

    def _find_first(self, at: int) -> None:
        while self._open and self._open[0].valid_to <= at:
            self._open.pop(0)
        self.first = self._open[0] if self._open else None
        changes = [self._waiting[-1].valid_from] if self._waiting else []
        if self._refills and (self._open or self._drained):
            changes.append(at + 1)
        elif self.first:
            changes.append(self.first.valid_to)
        self.looks_again_at = min(changes, default=NEVER)


class Drawdown:
    """A drawdown in course; its demands may come in several parts."""

    def __init__(self, queues_of: Callable[[Hashable, Hashable], Sequence[Queue]]) -> None:
        """`queues_of(holder, kind)` are the queues that cover a kind of demand of a holder."""
        self._queues_of = queues_of
        self._holder: Hashable = None
        self._fitting: dict[Hashable, Sequence[Queue]] = {}

    def draw(self, demands: Iterable[Demand]) -> Iterator[Draw]:
        """Yield the draws of `demands`, which come holder by holder, each in its order."""
        for holder, place, kind, at, amount, spend in demands:
            if holder != self._holder:
                self._holder, self._fitting = holder, {}
            queues = self._fitting.get(kind)
            if queues is None:
                queues = self._fitting[kind] = self._queues_of(holder, kind)
            rest = amount
            while source := _first_source(queues, at, spend):
                taken = min(source.balance, rest)
                rest -= taken
                source.balance = left = source.balance - taken
                if not left or not source.is_reusable:
                    source.queue.take_out(source, at)
                yield place, source.rank, taken, left
                if not rest:
                    break


def _first_source(queues: Sequence[Queue], at: int, spend: int) -> Source | None:
    """Return the first in rank of what the queues offer then, by what is spent."""
    found, lowest_rank = None, NEVER
    for queue in queues:
        if at >= queue.looks_again_at:
            queue.look(at)
        source = queue.first
        if source and source.minimum_spend > spend:
            source = queue.first_for(spend, at)
        if source and source.rank < lowest_rank:
            found, lowest_rank = source, source.rank
    return found
