"""Bindings that exclude each other: who was known first stays.

SQL gives the reasons that a binding has by itself. What remains depends on the order in which
bindings became known: two of one account that begin at one instant, and cycles.

Rules: 1.2, 1.11, 1.12
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple


class Binding(NamedTuple):
    """A binding without a reason of its own; `known_number` is its place in the order.

    Bindings that became known at one instant have one number. Instants are microseconds since 1970;
    the interval is half-open. The parent of a binding `is_to_later_partner` if it is a partner by a
    term alone; a term that is known later may say from when on.
    """

    known_number: int
    binding_id: str
    account_id: str
    parent_account_id: str
    bound_at: int
    ends_at: int
    is_to_later_partner: bool = False


class Held(NamedTuple):
    """A time in which a binding holds, or may hold when more is known of the role of a parent."""

    binding: Binding
    held_from: int
    held_to: int


HeldOf = Callable[[str], Sequence[Held]]


def rejected_bindings(bindings: Iterable[Binding]) -> Iterator[tuple[str, str]]:
    """Yield the ids of rejected bindings with their reasons; `bindings` in their order.

    A step takes the bindings that became known at one instant. It never rejects one of an earlier
    step, so what is known later leaves the accepted ones as they are. A rejected binding excludes
    nothing.
    """
    accepted: dict[str, list[Binding]] = defaultdict(list)
    for _, together in groupby(bindings, lambda binding: binding.known_number):
        step = list(together)
        overlapping = _overlapping(step, accepted)
        yield from ((one.binding_id, "overlapping_binding") for one in overlapping)
        rejected = {one.binding_id for one in overlapping}
        left = [one for one in step if one.binding_id not in rejected]
        for one in left:
            accepted[one.account_id].append(one)
        yield from _without_cycles(left, accepted)


def held_times(bindings: Sequence[Binding]) -> list[Held]:
    """Return when each binding of one account holds: the one in force that began last.

    Where that one is to a later partner, an older one holds until the parent is one.
    """
    instants = sorted({at for one in bindings for at in (one.bound_at, one.ends_at)})
    held: list[Held] = []
    for start, end in pairwise(instants):
        in_force = [one for one in bindings if one.bound_at <= start < one.ends_at]
        for one in sorted(in_force, key=lambda one: -one.bound_at):
            held.append(Held(one, start, end))
            if not one.is_to_later_partner:
                break
    return held


def _overlapping(step: Sequence[Binding], accepted: Mapping[str, list[Binding]]) -> list[Binding]:
    """Bindings of a step that begin when an accepted one, or another of the step, begins."""
    count = Counter((one.account_id, one.bound_at) for one in step)
    return [
        one
        for one in step
        if count[one.account_id, one.bound_at] > 1
        or any(one.bound_at == other.bound_at for other in accepted.get(one.account_id, ()))
    ]


def _without_cycles(
    step: Sequence[Binding], accepted: Mapping[str, list[Binding]]
) -> Iterator[tuple[str, str]]:
    """Take the bindings of a step that are on a cycle out of `accepted` until there is none.

    Without a rejected binding an older one may hold again and close another cycle.
    """
    left = list(step)
    while cyclic := _on_a_cycle(left, accepted):
        for one in left:
            if one.binding_id in cyclic:
                accepted[one.account_id].remove(one)
                yield one.binding_id, "hierarchy_cycle"
        left = [one for one in left if one.binding_id not in cyclic]


def _on_a_cycle(step: Sequence[Binding], accepted: Mapping[str, list[Binding]]) -> set[str]:
    """Ids of the step's bindings that are on a cycle at some instant.

    Every cycle has a binding of the step, so each is found from there.
    """
    held: dict[str, list[Held]] = {}

    def held_of(account_id: str) -> list[Held]:
        if account_id not in held:
            held[account_id] = held_times(accepted.get(account_id, ()))
        return held[account_id]

    return {
        one.binding_id
        for one in step
        if any(
            _leads_back(one.account_id, time, held_of)
            for time in held_of(one.account_id)
            if time.binding.binding_id == one.binding_id
        )
    }


def _leads_back(account_id: str, first: Held, held_of: HeldOf) -> bool:
    """Say whether the parents above an account lead back to it while `first` holds."""
    ways = [(first.binding.parent_account_id, first.held_from, first.held_to, {account_id})]
    while ways:
        member, start, end, passed = ways.pop()
        if member == account_id:
            return True
        if member in passed:
            continue
        for time in held_of(member):
            latest, earliest = max(start, time.held_from), min(end, time.held_to)
            if latest < earliest:
                parent = time.binding.parent_account_id
                ways.append((parent, latest, earliest, {*passed, member}))
    return False
