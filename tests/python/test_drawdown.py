"""Vouchers and entitlements are drawn one after the other (rules 4 and 7.1).

The Python models have no unit tests of dbt; these are theirs, with the figures of the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tierbill.rating.drawdown import (
    Demands,
    Drawdown,
    Draws,
    Fits,
    Sources,
    _draw,
    compiled,
    prepare,
)
from tierbill.rating.draws import drawing
from tierbill.rating.rows import rows_of
from tierbill.rating.whole_numbers import MONEY, numbers_of

NOON, LATER = 1_000_000, 2_000_000
DAY = 86_400_000_000
# Amounts so large are no numbers of 64 bits.
LARGE = 10**20


class Source:
    """A source by name and what it covers (None: everything), from the start to the end of day."""

    def __init__(self, name: str, capacity: int, *, covers: str | None = None, **terms: object):
        """`terms` go to the source."""
        self.name, self.covers = name, covers
        self.terms = {
            "capacity": capacity, "balance": capacity, "valid_from": 0, "valid_to": DAY,
            "minimum_spend": 0, "is_reusable": True,
        } | terms  # fmt: skip


def sources_of(*sources: Source) -> Sources:
    """The columns of the sources, in the order given."""
    figures = {name: [source.terms[name] for source in sources] for name in Sources._fields}
    is_reusable = np.array(figures.pop("is_reusable"), np.bool_)
    return Sources(**{n: numbers_of(f) for n, f in figures.items()}, is_reusable=is_reusable)


def demands_of(*rows: tuple[int, int, int, int]) -> Demands:
    """Demands as fit, at, amount, spend."""
    return Demands(*(numbers_of(column) for column in zip(*rows, strict=True)))


def fits_of(*fits: list[int]) -> Fits:
    """The queues of each fit."""
    starts = np.cumsum([0, *map(len, fits)])
    return Fits(starts, numbers_of([queue for fit in fits for queue in fit]))


def lists(draws: Draws) -> tuple[list[int], ...]:
    return tuple(column.tolist() for column in draws)


def demand(name: str, amount: int, *, at: int = NOON, kind: str = "", spend: int = 0):
    return name, amount, at, kind, spend


def drawn(demands: list[tuple], *sources: Source, refills: bool = False) -> list[tuple]:
    """What was drawn, as demand, source, amount and balance; sources in the order given."""
    if not demands:
        return []
    covered = sorted({source.covers for source in sources}, key=str)
    queue = [n if refills else covered.index(p.covers) for n, p in enumerate(sources)]
    kinds = sorted({kind for *_, kind, _ in demands})
    fits = [
        sorted({number for number, source in zip(queue, sources, strict=True)
                if source.covers in (None, kind)})
        for kind in kinds
    ]  # fmt: skip
    rows = [(kinds.index(kind), at, amount, spend) for _, amount, at, kind, spend in demands]
    drawdown = Drawdown(sources_of(*sources), queue, refills=refills)
    draws = drawdown.draw(demands_of(*rows), fits_of(*fits))
    return [
        (demands[place][0], sources[rank].name, amount, balance)
        for place, rank, amount, balance in zip(*lists(draws), strict=True)
    ]


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """The first draw compiles, which takes longer than an example may."""
    prepare()


def test_draws_are_rows_and_what_was_prepared_is_not_compiled_again():
    """Columns from the engine are the arrays that were prepared for."""
    five = pa.array([Decimal(5)]).cast(MONEY)
    sources = pa.table({"id": ["v"], "opens_at": [0], "ends_at": [DAY], "capacity": five})
    terms = {"minimum_spend": pa.array([Decimal(1)]).cast(MONEY), "is_reusable": pa.array([True])}
    charges = pa.record_batch(
        {"charge_id": ["a", "b"], "sku_id": ["s", "t"], "drawn_at": [NOON, NOON],
         "amount": pa.array([Decimal(1), Decimal(2)]).cast(MONEY)}
    )  # fmt: skip
    names = ["id", "charge_id", "cost", "balance"]
    schema = pa.schema(zip(names, [pa.string(), pa.string(), MONEY, MONEY], strict=True))
    vouchers = sources
    for name, column in terms.items():
        vouchers = vouchers.append_column(name, column)
    for opened, refills in ((vouchers, False), (sources, True)):
        draw = drawing(
            schema, opened, [0], kind=["sku_id"], refills=refills,
            queues_of=lambda kind: [0] if kind == ("t",) else [],
        )  # fmt: skip
        assert list(rows_of(draw(charges))) == [("v", "b", Decimal(2), Decimal(3))]
    assert len(_draw.signatures) == 1


def test_a_coupon_takes_no_more_than_the_leg_and_keeps_the_rest():
    """d3.6: 1000 on 850 leaves 150 on a reusable one, for the next leg."""
    found = drawn([demand("a", 850), demand("b", 200, at=LATER)], Source("v", 1000))
    assert found == [("a", "v", 850, 150), ("b", "v", 150, 0)]


def test_a_single_use_coupon_is_spent_by_its_first_leg():
    """The balance shown after it is what is forfeited; the next leg gets nothing."""
    once = Source("v", 1000, is_reusable=False)
    assert drawn([demand("a", 850), demand("b", 200, at=LATER)], once) == [("a", "v", 850, 150)]


def test_coupons_are_taken_in_the_order_given_and_several_meet_on_a_leg():
    """d3.16: X 250 only for Karin, Y 400 for all; T1 300 of Karin, T2 200 of Klaus."""
    legs = [demand("t1", 300, kind="karin"), demand("t2", 200, at=LATER, kind="klaus")]
    assert drawn(legs, Source("x", 250, covers="karin"), Source("y", 400)) == [
        ("t1", "x", 250, 0),
        ("t1", "y", 50, 350),
        ("t2", "y", 200, 150),
    ]


def test_the_other_order_strands_money():
    """The same coupons the other way round leave 100 due and 250 that nobody can use."""
    legs = [demand("t1", 300, kind="karin"), demand("t2", 200, at=LATER, kind="klaus")]
    assert drawn(legs, Source("y", 400), Source("x", 250, covers="karin")) == [
        ("t1", "y", 300, 100),
        ("t2", "y", 100, 0),
    ]


@pytest.mark.parametrize(("spent", "taken"), [(899, []), (900, [("a", "v", 10, 990)])])
def test_a_minimum_spend_is_reached_by_what_is_spent_not_by_the_leg(spent, taken):
    small = Source("v", 1000, minimum_spend=900)
    assert drawn([demand("a", 10, spend=spent)], small) == taken


def test_validity_is_half_open():
    """The first instant counts, the last does not."""
    legs = [demand("early", 1, at=0), demand("first", 1, at=5), demand("last", 1, at=9)]
    assert drawn(legs, Source("v", 9, valid_from=5, valid_to=9)) == [("first", "v", 1, 8)]


def test_a_reserved_instance_is_full_again_every_hour():
    """d3.19: 3600 instance-seconds an hour over three charges; again in the next hour."""
    hour = [demand(name, 3600) for name in ("a", "b", "c")]
    third = [demand(name, 1200, at=LATER) for name in ("d", "e", "f")]
    assert drawn([*hour, *third], Source("ri", 3600), refills=True) == [
        ("a", "ri", 3600, 0),
        ("d", "ri", 1200, 2400),
        ("e", "ri", 1200, 1200),
        ("f", "ri", 1200, 0),
    ]


def test_demands_of_one_fit_draw_from_its_queues_only():
    drawdown = Drawdown(sources_of(Source("a", 5), Source("b", 5)), [0, 1])
    demands = demands_of((0, NOON, 9, 0), (1, NOON, 1, 0))
    assert lists(drawdown.draw(demands, fits_of([0], [1]))) == ([0, 1], [0, 1], [5, 1], [0, 4])


def test_the_demands_may_come_in_parts():
    """What one part drew is gone for the next."""
    drawdown, fits = Drawdown(sources_of(Source("a", 5)), [0]), fits_of([0])
    assert lists(drawdown.draw(demands_of((0, NOON, 3, 0)), fits)) == ([0], [0], [3], [2])
    assert lists(drawdown.draw(demands_of((0, NOON, 3, 0)), fits)) == ([0], [0], [2], [0])


def test_a_part_may_be_wider_than_64_bits():
    """What was drawn before counts on, and so does what comes after."""
    sources, fits = sources_of(Source("a", 5), Source("b", LARGE)), fits_of([0, 1])
    drawdown = Drawdown(sources, [0, 1])
    assert lists(drawdown.draw(demands_of((0, NOON, 3, 0)), fits)) == ([0], [0], [3], [2])
    wide = drawdown.draw(demands_of((0, NOON, LARGE, 0)), fits)
    assert lists(wide) == ([0, 0], [0, 1], [2, LARGE - 2], [0, 2])
    assert lists(drawdown.draw(demands_of((0, NOON, 3, 0)), fits)) == ([0], [1], [2], [0])


def test_one_that_opens_later_goes_before_if_it_ranks_before():
    legs = [demand("a", 1), demand("b", 1, at=LATER)]
    assert drawn(legs, Source("first", 9, valid_from=LATER), Source("second", 9)) == [
        ("a", "second", 1, 8),
        ("b", "first", 1, 8),
    ]


def test_what_covers_nothing_is_not_drawn():
    """A package without a quantity, a voucher without face value."""
    assert drawn([demand("a", 1)], Source("empty", 0)) == []


SOURCES = st.builds(
    lambda capacity, start, length, **terms: {
        "capacity": capacity, "valid_from": start, "valid_to": start + length, **terms
    },
    st.integers(0, 9), st.integers(0, 6), st.integers(1, 6),
    minimum_spend=st.integers(0, 3), is_reusable=st.booleans(), covers=st.sampled_from("xy"),
)  # fmt: skip
DEMANDS = st.tuples(st.integers(0, 8), st.sampled_from("xy"), st.integers(1, 5), st.integers(0, 3))


@given(
    st.lists(SOURCES, max_size=8),
    st.lists(DEMANDS, max_size=12),
    st.booleans(),
    st.sampled_from([1, LARGE]),
)
def test_queues_draw_like_a_look_at_every_source(sources, demands, refills, unit):
    """The queues only spare looking; a walk over all sources for every demand draws the same."""
    sources = [
        one | {name: one[name] * unit for name in ("capacity", "minimum_spend")} for one in sources
    ]
    demands = [(at, kind, amount * unit, spend * unit) for at, kind, amount, spend in demands]
    demands = sorted(demands, key=lambda one: one[0])
    found = drawn(
        [demand(str(n), amount, at=at, kind=kind, spend=spend)
         for n, (at, kind, amount, spend) in enumerate(demands)],
        *(Source(str(n), **source) for n, source in enumerate(sources)),
        refills=refills,
    )  # fmt: skip
    assert found == list(_drawn_plainly(sources, demands, refills=refills))


def _drawn_plainly(sources: list[dict], demands: list[tuple], *, refills: bool) -> Iterator[tuple]:
    balances, moment = [source["capacity"] for source in sources], None
    for number, (at, kind, amount, spend) in enumerate(demands):
        rest = amount
        if refills and at != moment:
            balances, moment = [source["capacity"] for source in sources], at
        for rank, source in enumerate(sources):
            is_open = source["valid_from"] <= at < source["valid_to"]
            fits = source["covers"] == kind and source["minimum_spend"] <= spend
            if rest and balances[rank] and is_open and fits:
                taken = min(rest, balances[rank])
                rest -= taken
                left = balances[rank] - taken
                balances[rank] = left if source["is_reusable"] else 0
                yield str(number), str(rank), taken, left


def test_what_has_no_folder_to_keep_it_in_is_compiled_every_time():
    """A function that stands in no file, as in a package nobody may write to."""
    namespace: dict = {}
    exec("def twice(number):\n    return 2 * number", namespace)
    assert compiled(namespace["twice"])(21) == 42
