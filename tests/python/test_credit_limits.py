"""Allocations of credit validated in order: rules 9.2, d5.2 and d5.3."""

from __future__ import annotations

from decimal import Decimal

from tierbill.control.credit_limits import CreditEvent, rejected_allocations

D = Decimal


def pool(to: str, amount: str) -> CreditEvent:
    return CreditEvent("pool_allocation", f"{to}{amount}", to, "t", D(amount), D(0), False)


def limit(by: str, to: str, amount: str, used: str = "0", limited: bool = True) -> CreditEvent:
    return CreditEvent(
        "customer_allocation", f"{by}>{to}:{amount}", to, by, D(amount), D(used), limited
    )


def confirmation(by: str, amount: str) -> CreditEvent:
    return CreditEvent("confirmation", "c", "c", by, D(amount), D(0), True)


def reasons(*events: CreditEvent) -> list[str | None]:
    """The reason of each allocation; null for one that counts."""
    rejected = list(rejected_allocations(events))
    ids = [event.event_id for event in events if event.event_kind != "confirmation"]
    assert len(ids) == len(set(ids))
    assert [event_id for event_id, _ in rejected] == [one for one in ids if one in dict(rejected)]
    return [dict(rejected).get(event_id) for event_id in ids]


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


def test_a_first_level_partner_has_no_limit_and_what_is_rejected_changes_nothing():
    assert reasons(limit("t", "c", "5000", limited=False)) == [None]
    assert reasons(limit("s", "c", "5"), limit("s", "c", "-1")) == ["exceeds_pool", "below_used"]


def test_what_is_taken_back_returns_to_the_pool_of_the_party_that_takes_it():
    events = [pool("s", "10"), limit("s", "c", "10"), limit("s", "c", "-4"), limit("s", "d", "4")]
    assert reasons(*events) == [None] * 4


def test_a_pool_may_go_below_zero_by_confirming_and_then_gives_nothing():
    events = [pool("s", "10"), confirmation("s", "650"), limit("s", "c", "0.00000001")]
    assert reasons(*events) == [None, "exceeds_pool"]
    assert reasons(pool("s", "10"), confirmation("s", "650"), limit("s", "c", "0")) == [None, None]
