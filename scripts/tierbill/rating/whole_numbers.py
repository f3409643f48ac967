"""Decimals as whole numbers of their smallest unit, which are exact and fast to compute with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

MONEY = pa.decimal128(38, 8)
QUANTITY = pa.decimal128(38, 10)


def whole_numbers(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Return every value of a decimal(38, n) column times 10 to the n."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    unscaled = pa.Array.from_buffers(
        pa.decimal128(38, 0), len(column), column.buffers(), offset=column.offset
    )
    try:
        return np.array(unscaled.cast(pa.int64()))
    except pa.ArrowInvalid:
        return numbers_of([int(value) for value in unscaled.to_pylist()])


def numbers_of(numbers: Sequence[int]) -> np.ndarray:
    """Return whole numbers as an array: of 64 bits, or of Python's own if one is wider."""
    try:
        return np.array(numbers, np.int64)
    except OverflowError:
        return np.array(numbers, object)


def decimals(numbers: np.ndarray, kind: pa.Decimal128Type) -> pa.Array:
    """Return whole numbers of the smallest unit as decimals of `kind`; undoes `whole_numbers`."""
    is_wide = numbers.dtype == object
    whole = pa.array([str(number) for number in numbers] if is_wide else numbers)
    unscaled = whole.cast(pa.decimal128(38, 0))
    return pa.Array.from_buffers(kind, len(unscaled), unscaled.buffers(), offset=unscaled.offset)
