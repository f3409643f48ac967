"""Confirmations and allocations judged in order: rules 9.1 and 9.2, dossier 5.2 and 5.3."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tierbill.control.judging import (
    Confirmation,
    CreditEvent,
    judge_allocations,
    judge_confirmations,
)

D = Decimal
KEVIN, KONNY = ("kai", "kevin", "2025-08"), ("kim", "konny", "2025-08")


def confirm(*amounts: str | None, billed: str | None = "650") -> list[str]:
    """What each confirmation of one bill comes to: its amount or its reason."""
    events = (
        Confirmation(str(n), KEVIN, billed and D(billed), amount and D(amount))
        for n, amount in enumerate(amounts)
    )
    return [str(one.rejection_reason or one.confirmed_cost) for one in judge_confirmations(events)]


@pytest.mark.parametrize(
    ("amounts", "outcome"),
    [
        ([None], ["650"]),
        (["250", None], ["250", "400"]),
        (["250", "400.00000001", "400"], ["250", "exceeds_bill", "400"]),
        ([None, None, "1"], ["650", "nothing_to_confirm", "nothing_to_confirm"]),
    ],
)
def test_a_bill_is_confirmed_once_in_parts_or_whole(amounts, outcome):
    assert confirm(*amounts) == outcome


@pytest.mark.parametrize("billed", [None, "0", "-5"])
def test_a_bill_of_nothing_has_nothing_to_confirm(billed):
    assert confirm(None, "1", billed=billed) == ["nothing_to_confirm"] * 2


def test_bills_are_apart():
    events = [Confirmation("1", KEVIN, D(650), None), Confirmation("2", KONNY, D(650), D(250))]
    assert [one.confirmed_cost for one in judge_confirmations(events)] == [650, 250]


@given(
    st.lists(st.none() | st.decimals("0.00000001", 1000, places=8), max_size=8),
    st.decimals(0, 1000, places=2),
)
def test_no_more_is_confirmed_than_was_billed(amounts, billed):
    events = [Confirmation(str(n), KEVIN, billed, amount) for n, amount in enumerate(amounts)]
    confirmed = [one.confirmed_cost for one in judge_confirmations(events) if one.confirmed_cost]
    assert sum(confirmed) <= billed
    if None in amounts:
        assert sum(confirmed) == billed


def pool(to: str, amount: str) -> CreditEvent:
    return CreditEvent("pool_allocation", f"{to}{amount}", to, "t", D(amount), D(0), False)


def limit(by: str, to: str, amount: str, used: str = "0", limited: bool = True) -> CreditEvent:
    return CreditEvent(
        "customer_allocation", f"{by}>{to}:{amount}", to, by, D(amount), D(used), limited
    )


def confirmation(by: str, amount: str) -> CreditEvent:
    return CreditEvent("confirmation", "c", "c", by, D(amount), D(0), True)


def reasons(*events: CreditEvent) -> list[str | None]:
    return [reason for _, reason in judge_allocations(events)]


def test_5_3_a_confirmation_takes_from_what_the_pool_can_give():
    given_all = [pool("s", "10000"), limit("s", "c", "3000"), limit("s", "d", "3000")]
    for confirmed, left in (("650", "3350"), ("250", "3750")):
        after = [*given_all, confirmation("s", confirmed)]
        assert reasons(*after, limit("s", "d", left)) == [None] * 4
        assert reasons(*after, limit("s", "d", f"{left}.00000001")) == [None] * 3 + ["exceeds_pool"]


def test_a_limit_is_taken_back_at_most_down_to_what_is_used():
    assert reasons(limit("t", "c", "1000", limited=False), limit("t", "c", "-400", "600")) == [
        None,
        None,
    ]
    assert reasons(
        limit("t", "c", "1000", limited=False), limit("t", "c", "-400.00000001", "600")
    ) == [None, "below_used"]


def test_a_pool_is_taken_back_at_most_down_to_what_was_given():
    events = [pool("s", "100"), limit("s", "c", "60"), pool("s", "-41"), pool("s", "-40")]
    assert reasons(*events) == [None, None, "below_used", None]


def test_a_first_level_partner_has_no_limit_and_what_is_refused_changes_nothing():
    assert reasons(limit("t", "c", "5000", limited=False)) == [None]
    assert reasons(limit("s", "c", "5"), limit("s", "c", "-1")) == ["exceeds_pool", "below_used"]


def test_what_is_taken_back_returns_to_the_pool_of_who_takes_it():
    events = [pool("s", "10"), limit("s", "c", "10"), limit("s", "c", "-4"), limit("s", "d", "4")]
    assert reasons(*events) == [None] * 4


def test_a_pool_may_go_below_zero_by_confirming_and_then_gives_nothing():
    events = [pool("s", "10"), confirmation("s", "650"), limit("s", "c", "0.00000001")]
    assert reasons(*events) == [None, "exceeds_pool"]
    assert reasons(pool("s", "10"), confirmation("s", "650"), limit("s", "c", "0")) == [None, None]
