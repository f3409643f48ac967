"""Sequential drawdown: demands meet the sources that fit them, one after the other.

Packages, reserved instances and savings plans cover usage this way (rules 4), vouchers
reduce legs this way (rules 7.1). What a demand takes depends on all that went before it, so
this is a loop, and the only one in the rating; who may draw from what is decided in SQL.
It is compiled, and what is compiled is kept for the next time. Instants are microseconds since
1970 in UTC, amounts whole numbers of one smallest unit.
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
    """Sources that cover the same demands, queue behind queue; those that hold nothing left out.

    Queue q has the places from `starts[q]` to before `starts[q + 1]` of two lists: `waiting` has
    its sources as they become valid, from `waits_from[q]` on those that are not valid yet;
    `opened` has the others by rank, from `opened_from[q]` to before `opened_to[q]`. A queue that
    `refills` has one source, full again at every new moment.
    """

    starts: np.ndarray
    waiting: np.ndarray
    waits_from: np.ndarray
    opened: np.ndarray
    opened_from: np.ndarray
    opened_to: np.ndarray
    # the one to draw from; until `looks_again_at` only draws change it
    first: np.ndarray
    looks_again_at: np.ndarray
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
    """A drawdown in course; its demands may come in several parts."""

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
        opened=np.empty(len(holding), np.int64),
        opened_from=starts[:-1].copy(),
        opened_to=starts[:-1].copy(),
        first=np.full(len(lengths), NOTHING, np.int64),
        looks_again_at=np.full(len(lengths), -NEVER, np.int64),
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
        if at >= queues.looks_again_at[queue]:
            _look(queues, queue, sources, at)
        first = queues.first[queue]
        if first < rank and sources.minimum_spend[first] > spend:
            first = _first_reached(queues, queue, sources, at, spend)
        if first < rank:
            rank, chosen = first, queue
    return rank, chosen


@register_jitable
def _first_reached(queues, queue, sources, at, spend):
    """Return the first open source of a queue whose minimum is reached by what is spent."""
    for place in range(queues.opened_from[queue], queues.opened_to[queue]):
        rank = queues.opened[place]
        if sources.minimum_spend[rank] <= spend and at < sources.valid_to[rank]:
            return rank
    return NOTHING


@register_jitable
def _look(queues, queue, sources, at):
    """Open the sources whose time has come and find the first."""
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
    """Let the one source of a queue be full, and open again."""
    start = queues.starts[queue]
    if queues.waits_from[queue] > start:
        rank = queues.waiting[start]
        sources.balance[rank] = sources.capacity[rank]
        queues.opened_from[queue] = start


@register_jitable
def _find_first(queues, queue, sources, at):
    """Find the first open source that has not ended, and say when to look again."""
    opened, place = queues.opened, queues.opened_from[queue]
    while place < queues.opened_to[queue] and sources.valid_to[opened[place]] <= at:
        place += 1
    queues.opened_from[queue] = place
    queues.first[queue] = NOTHING
    again = NEVER
    if queues.waits_from[queue] < queues.starts[queue + 1]:
        again = sources.valid_from[queues.waiting[queues.waits_from[queue]]]
    if place < queues.opened_to[queue]:
        queues.first[queue] = opened[place]
        again = min(again, sources.valid_to[opened[place]])
    queues.looks_again_at[queue] = min(again, at + 1) if queues.refills else again


@register_jitable
def _put_in(queues, queue, rank):
    """Put a source among the open ones of its queue, by rank."""
    opened, start, end = queues.opened, queues.opened_from[queue], queues.opened_to[queue]
    place = _place(opened, start, end, rank)
    if end < queues.starts[queue + 1]:
        for later in range(end, place, -1):
            opened[later] = opened[later - 1]
        opened[place] = rank
        queues.opened_to[queue] = end + 1
    else:
        for earlier in range(start, place):
            opened[earlier - 1] = opened[earlier]
        opened[place - 1] = rank
        queues.opened_from[queue] = start - 1


@register_jitable
def _take_out(queues, queue, rank):
    """Take a source that is spent out of the open ones of its queue."""
    opened, start = queues.opened, queues.opened_from[queue]
    for later in range(_place(opened, start, queues.opened_to[queue], rank), start, -1):
        opened[later] = opened[later - 1]
    queues.opened_from[queue] = start + 1


@register_jitable
def _place(opened, start, end, rank):
    """Return the place of a rank among the open ones, or where it belongs."""
    while start < end:
        middle = (start + end) // 2
        if opened[middle] < rank:
            start = middle + 1
        else:
            end = middle
    return start


def _amounts(sources: Sources) -> Iterator[np.ndarray]:
    yield from (sources.capacity, sources.balance, sources.minimum_spend)


def _widened(arrays: Any, *names: str) -> Any:
    """Let arrays hold whole numbers of any width, which are not compiled."""
    return arrays._replace(**{name: getattr(arrays, name).astype(object) for name in names})
