"""Decimals as whole numbers of their smallest unit, which are exact and quick to reckon with."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa


def whole_numbers(column: pa.Array | pa.ChunkedArray) -> list[int]:
    """Return every value of a decimal(38, n) column times 10 to the n."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    unscaled = pa.Array.from_buffers(
        pa.decimal128(38, 0), len(column), column.buffers(), offset=column.offset
    )
    try:
        return unscaled.cast(pa.int64()).to_pylist()
    except pa.ArrowInvalid:  # wider than 64 bits
        return [int(value) for value in unscaled.to_pylist()]


def decimals(numbers: Sequence[int], kind: pa.Decimal128Type) -> pa.Array:
    """Return whole numbers of the smallest unit as decimals of `kind`; undoes `whole_numbers`."""
    try:
        wide = pa.array(numbers, pa.int64())
    except OverflowError:  # wider than 64 bits
        wide = pa.array([str(number) for number in numbers])
    unscaled = wide.cast(pa.decimal128(38, 0))
    return pa.Array.from_buffers(kind, len(unscaled), unscaled.buffers(), offset=unscaled.offset)
