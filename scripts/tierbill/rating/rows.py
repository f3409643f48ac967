"""Rows of a relation, streamed in order and turned from Arrow columns into Python."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROWS_AT_A_TIME = 100_000
WIDEST = 2**63 - 1


def read(session: Any, relation: Any, columns: str, clauses: str = "") -> pa.RecordBatchReader:
    """Stream the columns of a relation, by further clauses, in bounded memory."""
    query = f"select {columns} from ({relation.sql_query()}) {clauses}"
    return session.cursor().execute(query).to_arrow_reader(ROWS_AT_A_TIME)


def is_empty(session: Any, relation: Any) -> bool:
    """Say whether a relation has no row."""
    return not read(session, relation, "1", "limit 1").read_all().num_rows


def read_ahead(session: Any, relation: Any, *query: str) -> Iterator[pa.RecordBatch]:
    """Begin to read as `read` does, a batch ahead, so that engine and Python work in parallel."""
    reading = ThreadPoolExecutor(1)
    reader = reading.submit(read, session, relation, *query)
    return _batches(reading, reader)


def with_first(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Wait for the first batch, which comes when all are in order.

    While a table is written from batches, one thread of the engine waits for them, so expensive
    work is done before.
    """
    return chain(list(islice(batches, 1)), batches)


def _batches(
    reading: ThreadPoolExecutor, reader: Future[pa.RecordBatchReader]
) -> Iterator[pa.RecordBatch]:
    with reading:
        batches = reader.result()
        ahead = reading.submit(next, batches, None)
        while (batch := ahead.result()) is not None:
            ahead = reading.submit(next, batches, None)
            yield batch


def rows_of(table: pa.Table | pa.RecordBatch) -> Iterator[tuple]:
    """Yield the rows of a table as tuples."""
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def numbered_rows(table: pa.Table | pa.RecordBatch) -> tuple[np.ndarray, list[tuple]]:
    """Number the rows of columns of which few differ; return the numbers and each different row."""
    numbers, limit = pa.repeat(pa.scalar(0, pa.int64()), len(table)), 1
    for column in table.columns:
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        coded = whole.dictionary_encode(null_encoding="encode")
        if limit * len(coded.dictionary) > WIDEST:
            limit, numbers = _renumbered(numbers)
        numbers = pc.add(pc.multiply(numbers, len(coded.dictionary)), coded.indices)
        limit *= len(coded.dictionary)
    count, numbers = _renumbered(numbers)
    firsts = pc.index_in(pa.array(range(count)), value_set=numbers)
    return np.array(numbers), list(rows_of(table.take(firsts)))


def _renumbered(numbers: pa.Array) -> tuple[int, pa.Array]:
    """Return how many different numbers there are, and the place of each among them."""
    coded = numbers.dictionary_encode()
    return len(coded.dictionary), coded.indices.cast(pa.int64())
