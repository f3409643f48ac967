"""Sequential drawdown: demands draw from the sources that fit them, one after the other.

Packages, reserved instances and savings plans cover usage this way, vouchers reduce legs this
way. What a demand takes depends on all demands before it, so this is a loop, the only one in the
rating. SQL decides who may draw from what. The loop is compiled and the compiled code is cached.
Instants are microseconds since 1970 in UTC, amounts are whole numbers of one smallest unit.

Rules: 4.1, 4.2, 4.3, 7.1
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numba.extending import register_jitable

NEVER = NOTHING = 2**63 - 1


def compiled(function: Callable) -> Callable:
    """Return a function that is compiled at its first call, for this and all later processes."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # there is no folder to keep it in
        return njit(nogil=True)(function)


class Sources(NamedTuple):
    """What may be drawn, money or usage, in the order of drawing.

    A source is known by its rank, its place in the arrays. It may be drawn from the first instant
    of its validity to before the last. One that is not reusable is spent by its first draw.
    """

    valid_from: np.ndarray
    valid_to: np.ndarray
    capacity: np.ndarray
    balance: np.ndarray
    minimum_spend: np.ndarray
    is_reusable: np.ndarray


class Queues(NamedTuple):
    """Sources that cover the same demands, grouped in queues; empty sources are left out.

    Queue q has the places from `starts[q]` to before `starts[q + 1]` of two lists. `waiting` has
    its sources in the order in which they become valid; those from `waits_from[q]` on are not
    valid yet. `ready` has the others by rank, from `ready_from[q]` to before `ready_to[q]`. A
    queue that `refills` has one source, which is full again at every new moment.
    """

    starts: np.ndarray
    waiting: np.ndarray
    waits_from: np.ndarray
    ready: np.ndarray
    ready_from: np.ndarray
    ready_to: np.ndarray
    # the source to draw from; until `changes_at` only draws change it
    first: np.ndarray
    changes_at: np.ndarray
    refills: bool


class Demands(NamedTuple):
    """Charges or legs that may draw, in their order: when, how much, after what was spent.

    Demands of one fit, a number, draw from the same queues.
    """

    fit: np.ndarray
    at: np.ndarray
    amount: np.ndarray
    spend: np.ndarray


class Fits(NamedTuple):
    """The queues of fit f: from the place `starts[f]` to before `starts[f + 1]`."""

    starts: np.ndarray
    queues: np.ndarray


class Draws(NamedTuple):
    """What was drawn, draw after draw."""

    # of the demand, among those it came with
    place: np.ndarray
    rank: np.ndarray
    taken: np.ndarray
    # the balance after the draw, also if it is forfeited
    left: np.ndarray


class Drawdown:
    """A drawdown; its demands may come in several parts."""

    def __init__(
        self,
        sources: Sources,
        queue: Sequence[int],
        *,
        refills: bool = False,
    ) -> None:
        """`queue` numbers the sources that cover the same demands.

        With `refills` each is full again at every new moment (an hour of a reserved instance or
        plan) and stands in a queue of its own; without it what is drawn is gone.
        """
        self._sources = sources
        self._queues = _queues(sources, np.asarray(queue, np.int64), refills=refills)

    def draw(self, demands: Demands, fits: Fits) -> Draws:
        """Return the draws of `demands`, which come in their order."""
        amounts = (demands.amount, demands.spend, *_amounts(self._sources))
        draw = _draw
        if any(numbers.dtype == object for numbers in amounts):
            draw = _draw.py_func
            demands = _widened(demands, "amount", "spend")
            self._sources = _widened(self._sources, "capacity", "balance", "minimum_spend")
        place, rank, taken, left = draw(demands, fits, self._sources, self._queues).T
        return Draws(place.astype(np.int64), rank.astype(np.int64), taken, left)


def prepare() -> None:
    """Compile the loop before there is anything to draw, so that no later process has to."""
    none = np.zeros(0, np.int64)
    nothing = Sources(none, none, none, none, none, none.astype(np.bool_))
    Drawdown(nothing, none).draw(Demands(none, none, none, none), Fits(none, none))


def _queues(sources: Sources, queue: np.ndarray, *, refills: bool) -> Queues:
    """Let those that hold anything wait for their time."""
    holding = np.flatnonzero(sources.capacity > 0)
    in_order = np.lexsort((sources.valid_from[holding], queue[holding]))
    lengths = np.bincount(queue[holding], minlength=queue.max(initial=-1) + 1)
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Queues(
        starts=starts,
        waiting=holding[in_order].astype(np.int64),
        waits_from=starts[:-1].copy(),
        ready=np.empty(len(holding), np.int64),
        ready_from=starts[:-1].copy(),
        ready_to=starts[:-1].copy(),
        first=np.full(len(lengths), NOTHING, np.int64),
        changes_at=np.full(len(lengths), -NEVER, np.int64),
        refills=refills,
    )


@compiled
def _draw(demands: Demands, fits: Fits, sources: Sources, queues: Queues) -> np.ndarray:
    """Draw demand after demand; each row is a draw: place, rank, taken, left."""
    draws = np.empty((len(demands.at) + 1, 4), demands.amount.dtype)
    count = 0
    for place in range(len(demands.at)):
        at, spend = demands.at[place], demands.spend[place]
        rest, fit = demands.amount[place], demands.fit[place]
        fitting = fits.queues[fits.starts[fit] : fits.starts[fit + 1]]
        while rest > 0:
            rank, queue = _chosen(fitting, sources, queues, at, spend)
            if rank == NOTHING:
                break
            taken = min(rest, sources.balance[rank])
            left = sources.balance[rank] - taken
            sources.balance[rank] = left
            rest -= taken
            if left == 0 or not sources.is_reusable[rank]:
                _take_out(queues, queue, rank)
                _find_first(queues, queue, sources, at)
            if count == len(draws):
                draws = np.concatenate((draws, np.empty_like(draws)))
            draws[count, 0], draws[count, 1] = place, rank
            draws[count, 2], draws[count, 3] = taken, left
            count += 1
    return draws[:count]


@register_jitable
def _chosen(fitting, sources, queues, at, spend):
    """Return the rank and the queue of the first source in the queues that fit."""
    rank, chosen = NOTHING, NOTHING
    for queue in fitting:
        if at >= queues.changes_at[queue]:
            _look(queues, queue, sources, at)
        first = queues.first[queue]
        if first < rank and sources.minimum_spend[first] > spend:
            first = _first_reached(queues, queue, sources, at, spend)
        if first < rank:
            rank, chosen = first, queue
    return rank, chosen


@register_jitable
def _first_reached(queues, queue, sources, at, spend):
    """Return the first ready source of a queue whose minimum is reached by what is spent."""
    for place in range(queues.ready_from[queue], queues.ready_to[queue]):
        rank = queues.ready[place]
        if sources.minimum_spend[rank] <= spend and at < sources.valid_to[rank]:
            return rank
    return NOTHING


@register_jitable
def _look(queues, queue, sources, at):
    """Make the sources ready whose validity has begun and find the first."""
    if queues.refills:
        _refill(queues, queue, sources)
    place, end = queues.waits_from[queue], queues.starts[queue + 1]
    while place < end and sources.valid_from[queues.waiting[place]] <= at:
        _put_in(queues, queue, queues.waiting[place])
        place += 1
    queues.waits_from[queue] = place
    _find_first(queues, queue, sources, at)


@register_jitable
def _refill(queues, queue, sources):
    """Fill the one source of a queue and make it ready again."""
    start = queues.starts[queue]
    if queues.waits_from[queue] > start:
        rank = queues.waiting[start]
        sources.balance[rank] = sources.capacity[rank]
        queues.ready_from[queue] = start


@register_jitable
def _find_first(queues, queue, sources, at):
    """Find the first ready source that has not ended, and the moment at which that may change."""
    ready, place = queues.ready, queues.ready_from[queue]
    while place < queues.ready_to[queue] and sources.valid_to[ready[place]] <= at:
        place += 1
    queues.ready_from[queue] = place
    queues.first[queue] = NOTHING
    again = NEVER
    if queues.waits_from[queue] < queues.starts[queue + 1]:
        again = sources.valid_from[queues.waiting[queues.waits_from[queue]]]
    if place < queues.ready_to[queue]:
        queues.first[queue] = ready[place]
        again = min(again, sources.valid_to[ready[place]])
    queues.changes_at[queue] = min(again, at + 1) if queues.refills else again


@register_jitable
def _put_in(queues, queue, rank):
    """Put a source among the ready ones of its queue, by rank."""
    ready, start, end = queues.ready, queues.ready_from[queue], queues.ready_to[queue]
    place = _place(ready, start, end, rank)
    if end < queues.starts[queue + 1]:
        for later in range(end, place, -1):
            ready[later] = ready[later - 1]
        ready[place] = rank
        queues.ready_to[queue] = end + 1
    else:
        for earlier in range(start, place):
            ready[earlier - 1] = ready[earlier]
        ready[place - 1] = rank
        queues.ready_from[queue] = start - 1


@register_jitable
def _take_out(queues, queue, rank):
    """Take a spent source out of the ready ones of its queue."""
    ready, start = queues.ready, queues.ready_from[queue]
    for later in range(_place(ready, start, queues.ready_to[queue], rank), start, -1):
        ready[later] = ready[later - 1]
    queues.ready_from[queue] = start + 1


@register_jitable
def _place(ready, start, end, rank):
    """Return the place of a rank among the ready ones, or where it belongs."""
    while start < end:
        middle = (start + end) // 2
        if ready[middle] < rank:
            start = middle + 1
        else:
            end = middle
    return start


def _amounts(sources: Sources) -> Iterator[np.ndarray]:
    yield from (sources.capacity, sources.balance, sources.minimum_spend)


def _widened(arrays: Any, *names: str) -> Any:
    """Let arrays hold whole numbers of any width, which are not compiled."""
    return arrays._replace(**{name: getattr(arrays, name).astype(object) for name in names})
