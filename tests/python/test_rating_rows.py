"""Rows and numbers on their way between the engine and the loop that draws."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from tierbill.rating.rows import numbered_rows, with_first
from tierbill.rating.whole_numbers import decimals, numbers_of, whole_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.00000001", 1),
        ("-3.5", -350000000),
        ("123456789012345678901234567.00000001", 12345678901234567890123456700000001),
    ],
)
def test_decimals_are_whole_numbers_and_back(text, number):
    """Also beyond 64 bits."""
    kind = pa.decimal128(38, 8)
    column = pa.array([Decimal(text)]).cast(kind)
    assert whole_numbers(column).tolist() == [number]
    assert decimals(numbers_of([number]), kind).equals(column)


def test_rows_alike_have_one_number():
    """Null is a value of its own; columns may have more combinations than 64 bits can number."""
    table = pa.table({"a": ["x", None, "x", "y"], "b": [1, 1, 1, None]})
    numbers, different = numbered_rows(table)
    assert numbers.tolist() == [0, 1, 0, 2]
    assert different == [("x", 1), (None, 1), ("y", None)]
    wide = pa.table({str(n): range(3000) for n in range(7)})
    numbers, different = numbered_rows(pa.concat_tables([wide, wide]))
    assert numbers.tolist() == [*range(3000), *range(3000)]
    assert different[2999] == (2999,) * 7


def test_the_first_batch_is_there_before_it_is_asked_for():
    made = []
    batches = with_first(made.append(n) or n for n in range(3))
    assert made == [0]
    assert list(batches) == [0, 1, 2]
    assert list(with_first(iter(()))) == []
