"""The macros that take a shorter way where numbers are small: exact for numbers of any size."""

from __future__ import annotations

import random
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

import duckdb
import pyarrow as pa
import pytest
from tierbill.shared.project import project_root
from tierbill.shared.project_macros import macros_module

DRAWN = 20_000
COST_PLACE, QUANTITY_PLACE = Decimal("1e-8"), Decimal("1e-10")


def decimals(draw: random.Random, places: int, whole_digits: int) -> Decimal:
    """Small and great numbers, with few and with many decimals."""
    whole = draw.randrange(10 ** draw.randrange(whole_digits + 1))
    fraction = draw.choice((0, 1, 2, 4, places))
    return whole + Decimal(draw.randrange(10**fraction)).scaleb(-fraction)


def ties(draw: random.Random) -> tuple[Decimal, Decimal]:
    """Factors whose product often lies in the middle between two costs."""
    factor = Decimal(draw.randrange(10 ** draw.choice((1, 4, 9, 13)))).scaleb(-8)
    return factor, Decimal(draw.choice(("0.5", "0.25", "0.05", "0.000005")))


def quotients(draw: random.Random) -> tuple[Decimal, Decimal]:
    """A dividend and a divisor, a third of them without or nearly without a remainder."""
    units = ("1", "3", "7", "3600", "86400", "1073741824", "0.3", "0.0000000001")
    divisor = Decimal(draw.choice(units)) + draw.choice((0, 0, decimals(draw, 10, 6)))
    if draw.random() < 0.33:
        near = draw.choice((0, 1, -1)) * QUANTITY_PLACE
        return max(divisor * draw.randrange(10**6) + near, Decimal(0)), divisor
    return decimals(draw, 10, 26 if divisor >= 1 else 16), divisor


def costs(draw: random.Random) -> tuple[Decimal, Decimal]:
    """A cost or a price of either sign and what it is multiplied with."""
    if draw.random() < 0.25:
        return ties(draw)
    return decimals(draw, 8, 21) * draw.choice((1, 1, -1)), decimals(draw, 10, 6)


def prices(draw: random.Random) -> tuple[Decimal, Decimal]:
    """A quantity and a unit price, small and great."""
    return decimals(draw, 10, draw.choice((8, 27))), decimals(draw, 10, draw.choice((1, 2)))


@pytest.mark.parametrize(
    ("macro", "columns", "pairs", "first_type", "second_type", "place", "rounding"),
    [
        (
            "cost_at_rate",
            ("a", "b"),
            *(costs, "decimal(38, 8)", "decimal(18, 10)", COST_PLACE, ROUND_HALF_UP),
        ),
        (
            "cost_of",
            ("a", "b"),
            *(prices, "decimal(38, 10)", "decimal(28, 10)", COST_PLACE, ROUND_HALF_UP),
        ),
        (
            "truncated_quotient",
            ("a", "b", "whole_b"),
            *(quotients, "decimal(38, 10)", "decimal(28, 10)", QUANTITY_PLACE, ROUND_DOWN),
        ),
    ],
)
def test_the_shorter_way_is_as_exact_as_the_longer(
    *, macro, columns, pairs, first_type, second_type, place, rounding
):
    """Rules, preamble and 3.2: rounded once half away from zero, or cut, whatever the size."""
    macros = macros_module(sorted((project_root() / "macros").rglob("*.sql")))
    draw = random.Random(20250801)
    drawn = [pairs(draw) for _ in range(DRAWN)]
    texts = pa.table({name: [f"{pair[at]:f}" for pair in drawn] for at, name in enumerate("ab")})
    with duckdb.connect() as database, localcontext(prec=80):
        database.register("texts", texts)
        found = database.execute(
            f"select a, b, {getattr(macros, macro)(*columns)} from ("
            f"select a::{first_type} as a, b::{second_type} as b, "
            "case when b::decimal(28, 10) % 1 = 0 then b::decimal(28, 10)::bigint end as whole_b "
            "from texts)"
        ).fetchall()
        divides = rounding == ROUND_DOWN
        wrong = [
            (a, b, result)
            for a, b, result in found
            if (a / b if divides else a * b).quantize(place, rounding) != result
        ]
    assert len(found) == DRAWN
    assert wrong == []
