"""Vouchers and entitlements are drawn one after the other (rules 4 and 7.1).

The Python models have no unit tests of dbt; these are theirs, with the dossier's figures.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from tierbill.rating.drawdown import Demand, Draw, Source, draw_down

NOON, LATER = 1_000_000, 2_000_000
DAY = 86_400_000_000


def source(source_id: str, capacity: str, **terms: object) -> Source:
    """Valid from the start to the end of the day, for any kind unless `terms` is given."""
    bounds = {"valid_from": 0, "valid_to": DAY} | terms
    return Source(source_id, bounds.pop("terms", None), capacity=Decimal(capacity), **bounds)


def demand(demand_id: str, amount: str, *, at: int = NOON, kind: str = "", spend: str = "0"):
    return Demand("holder", demand_id, kind, at, Decimal(amount), Decimal(spend))


def drawn(demands: list[Demand], *sources: Source, refills: bool = False) -> list[tuple]:
    """What was drawn, as demand, source, amount and balance."""
    draws = draw_down(
        demands,
        {"holder": list(sources)},
        lambda terms, kind: terms in (None, kind),
        refills=refills,
    )
    return [
        (one.demand_id, one.source_id, str(one.amount), str(one.balance_after)) for one in draws
    ]


def test_a_coupon_takes_no_more_than_the_leg_and_keeps_the_rest():
    """Dossier 3.6: 1000 on 850 leaves 150 on a reusable one, for the next leg."""
    found = drawn([demand("a", "850"), demand("b", "200", at=LATER)], source("v", "1000"))
    assert found == [("a", "v", "850", "150"), ("b", "v", "150", "0")]


def test_a_single_use_coupon_is_spent_by_its_first_leg():
    """The balance shown after it is what is forfeited; the next leg gets nothing."""
    once = source("v", "1000", is_reusable=False)
    assert drawn([demand("a", "850"), demand("b", "200", at=LATER)], once) == [
        ("a", "v", "850", "150")
    ]


def test_coupons_are_taken_in_the_order_given_and_several_meet_on_a_leg():
    """Dossier 3.16: X 250 only for Karin, Y 400 for all; T1 300 of Karin, T2 200 of Klaus."""
    legs = [demand("t1", "300", kind="karin"), demand("t2", "200", at=LATER, kind="klaus")]
    assert drawn(legs, source("x", "250", terms="karin"), source("y", "400")) == [
        ("t1", "x", "250", "0"),
        ("t1", "y", "50", "350"),
        ("t2", "y", "200", "150"),
    ]


def test_the_other_order_strands_money():
    """The same coupons the other way round leave 100 due and 250 that nobody can use."""
    legs = [demand("t1", "300", kind="karin"), demand("t2", "200", at=LATER, kind="klaus")]
    assert drawn(legs, source("y", "400"), source("x", "250", terms="karin")) == [
        ("t1", "y", "300", "100"),
        ("t2", "y", "100", "0"),
    ]


@pytest.mark.parametrize(("spent", "taken"), [("899.99", []), ("900", [("a", "v", "10", "990")])])
def test_a_minimum_spend_is_reached_by_what_is_spent_not_by_the_leg(spent, taken):
    small = source("v", "1000", minimum_spend=Decimal(900))
    assert drawn([demand("a", "10", spend=spent)], small) == taken


def test_validity_is_half_open():
    """The first instant counts, the last does not."""
    legs = [demand("early", "1", at=0), demand("first", "1", at=5), demand("last", "1", at=9)]
    assert drawn(legs, source("v", "9", valid_from=5, valid_to=9)) == [("first", "v", "1", "8")]


def test_a_reserved_instance_is_full_again_every_hour():
    """Dossier 3.19: 3600 instance-seconds an hour over three charges; the next hour anew."""
    hour = [demand(name, "3600") for name in ("a", "b", "c")]
    third = [demand(name, "1200", at=LATER) for name in ("d", "e", "f")]
    assert drawn([*hour, *third], source("ri", "3600"), refills=True) == [
        ("a", "ri", "3600", "0"),
        ("d", "ri", "1200", "2400"),
        ("e", "ri", "1200", "1200"),
        ("f", "ri", "1200", "0"),
    ]


def test_a_holder_draws_only_from_its_own():
    mine, others = source("mine", "5"), source("others", "5")
    demands = [Demand("a", "1", "", NOON, Decimal(9)), Demand("b", "2", "", NOON, Decimal(1))]
    found = draw_down(demands, {"a": [mine], "b": [others]}, lambda terms, kind: True)
    assert list(found) == [
        Draw("1", "mine", Decimal(5), Decimal(0)),
        Draw("2", "others", Decimal(1), Decimal(4)),
    ]


def test_what_covers_nothing_is_not_drawn():
    """A package without a quantity, a voucher without face value."""
    assert drawn([demand("a", "1")], source("empty", "0")) == []
