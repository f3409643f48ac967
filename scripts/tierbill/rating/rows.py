"""Rows of a relation, streamed in order and turned from Arrow columns into Python."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

ROWS_AT_A_TIME = 50_000


def read(session: Any, relation: Any, columns: str, clauses: str = "") -> pa.RecordBatchReader:
    """Stream the columns of a relation, by further clauses, in bounded memory."""
    query = f"select {columns} from ({relation.sql_query()}) {clauses}"
    return session.cursor().execute(query).to_arrow_reader(ROWS_AT_A_TIME)


def read_ahead(session: Any, relation: Any, *query: str) -> Iterator[pa.RecordBatch]:
    """Begin to read as `read` does, always a batch ahead: the engine works beside Python."""
    reading = ThreadPoolExecutor(1)
    reader = reading.submit(read, session, relation, *query)
    return _batches(reading, reader)


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


def repeated_rows(batch: pa.RecordBatch) -> Iterator[tuple]:
    """Yield the rows of columns of which few differ, each different row made once."""
    numbers = pa.repeat(pa.scalar(0, pa.int64()), len(batch))
    for column in batch.columns:
        coded = column.dictionary_encode(null_encoding="encode")
        numbers = pc.add(pc.multiply(numbers, len(coded.dictionary)), coded.indices)
    coded = numbers.dictionary_encode()
    firsts = pc.index_in(coded.dictionary, value_set=numbers)
    different = list(rows_of(batch.take(firsts)))
    return map(different.__getitem__, coded.indices.to_pylist())
