"""Bindings that exclude each other: rules 1.12, first come, first kept."""

from __future__ import annotations

from itertools import permutations

import pytest
from tierbill.rating.bindings import Binding, held_times, rejected_bindings

OPEN = 10**6
CYCLE, OVERLAP = "hierarchy_cycle", "overlapping_binding"


def reasons(*bindings: tuple) -> dict[str, str]:
    """Reasons by `child>parent` of bindings (step, child, parent, from, to)."""
    rows = [
        Binding(step, f"{child}>{parent}:{step}", child, parent, start, end)
        for step, child, parent, start, end in bindings
    ]
    return dict(rejected_bindings(sorted(rows)))


def test_the_first_known_of_two_that_begin_together_stays():
    assert reasons((1, "c", "r", 0, OPEN), (2, "c", "s", 0, 5)) == {"c>s:2": OVERLAP}


def test_of_two_known_and_begun_together_none_stays_and_the_next_one_does():
    found = reasons((1, "c", "r", 0, OPEN), (1, "c", "s", 0, 5), (2, "c", "t", 0, OPEN))
    assert found == {"c>r:1": OVERLAP, "c>s:1": OVERLAP}


def test_bindings_that_begin_at_different_instants_overlap():
    assert reasons((1, "c", "r", 0, OPEN), (2, "c", "s", 5, 9), (3, "c", "t", 4, 6)) == {}


def test_the_one_that_started_last_holds_and_the_older_one_again_after_it():
    old, new = Binding(1, "old", "c", "r", 0, OPEN), Binding(2, "new", "c", "s", 5, 9)
    held = [
        (time.binding.binding_id, time.held_from, time.held_to) for time in held_times([old, new])
    ]
    assert held == [("old", 0, 5), ("new", 5, 9), ("old", 9, OPEN)]


def test_the_last_known_of_a_cycle_is_rejected_and_leads_of_no_other():
    found = reasons(
        (1, "a", "b", 0, OPEN), (2, "b", "c", 0, OPEN), (2, "d", "a", 0, OPEN), (3, "c", "a", 5, 6)
    )
    assert found == {"c>a:3": CYCLE}


def test_all_of_a_cycle_that_is_known_at_one_instant_are_rejected():
    found = reasons((1, "a", "b", 0, 20), (1, "b", "c", 0, OPEN), (1, "c", "a", 10, OPEN))
    assert found == {"a>b:1": CYCLE, "b>c:1": CYCLE, "c>a:1": CYCLE}
    assert reasons((1, "a", "b", 0, 9), (1, "b", "c", 0, OPEN), (1, "c", "a", 10, OPEN)) == {}


def test_a_binding_that_does_not_hold_closes_no_cycle():
    """a left b for p on 5 though nobody ended the old binding."""
    assert reasons((1, "a", "b", 0, OPEN), (2, "a", "p", 5, OPEN), (3, "b", "a", 5, OPEN)) == {}
    assert reasons((1, "a", "b", 0, OPEN), (2, "a", "p", 5, 8), (3, "b", "a", 5, OPEN)) == {
        "b>a:3": CYCLE
    }


def test_without_a_rejected_binding_an_older_one_holds_again_and_can_close_another():
    """a>x and x>a fall; a>b holds again below them, and b>a of the same step falls, too."""
    found = reasons(
        (1, "a", "b", 0, OPEN),
        (2, "a", "x", 5, OPEN),
        (2, "x", "a", 5, OPEN),
        (2, "b", "a", 5, OPEN),
    )
    assert found == {"a>x:2": CYCLE, "x>a:2": CYCLE, "b>a:2": CYCLE}


def test_what_is_rejected_excludes_nothing():
    """Rulebook: s under t, t under s, and t under d from the same instant."""
    found = reasons((1, "s", "t", 0, OPEN), (2, "t", "s", 0, OPEN), (3, "t", "d", 0, OPEN))
    assert found == {"t>s:2": CYCLE}


def test_what_was_rejected_once_does_not_come_back_for_an_accepted_one():
    """DECISIONS: among all four b under a would only meet the accepted third one."""
    steps = [(1, "a", "b", 1, 36), (2, "b", "a", 20, OPEN), (3, "a", "b", 37, OPEN)]
    assert reasons(*steps) == {"b>a:2": CYCLE}
    assert reasons(*steps, (4, "a", "c", 20, 36)) == {"b>a:2": CYCLE}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_a_step_decides_nothing(order):
    ring = [("a", "b"), ("b", "c"), ("c", "a")]
    rows = [Binding(1, str(place), *ring[number], 0, OPEN) for place, number in enumerate(order)]
    assert {reason for _, reason in rejected_bindings(rows)} == {CYCLE}
    assert len(list(rejected_bindings(rows))) == 3
