"""Land a CSV file: validate its columns and its records, write them as Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv

from tierbill.load.column_names import check_names
from tierbill.load.csv_records import CsvRecords, Record
from tierbill.load.delivered_files import DeliveredFile
from tierbill.load.file_bytes import DigestingFile, unfolded
from tierbill.load.load_context import LoadContext
from tierbill.load.load_database import write_validated
from tierbill.load.record_validation import validation_columns, validation_sql
from tierbill.load.refusals import FileRefused
from tierbill.shared.input_contract import RawTable
from tierbill.shared.sql_text import literal

BATCH = 20_000
BATCH_TEXT = 16 << 20
"""Records held in memory at a time, or characters if that is less."""

LINE = "record_line"
FAULT_COLUMNS = ("record_fault", "record_text")


def land_csv(
    database: duckdb.DuckDBPyConnection,
    file: DeliveredFile,
    sha256: str,
    target: Path,
    context: LoadContext,
) -> tuple[int, int]:
    """Write a CSV file's records to `target`; return the counts of all and of the rejected.

    Raises:
        FileRefused: by its header, a quoted field without an end, or a change while it was read.
    """
    with DigestingFile.open(file.path, context.advance) as source:
        text = io.TextIOWrapper(unfolded(source, file.form), encoding="utf-8-sig", newline="")
        records = CsvRecords(text)
        header = records.header()
        check_names(file.table, header)
        stream = _Stream(records, header)
        database.register("delivered_text", stream.reader)
        validated = validation_sql(
            file.table,
            _relation(file.table, header, context),
            carried=[LINE, *FAULT_COLUMNS],
            times=context.times,
            round_digits=context.round_digits,
        )
        columns = [*file.table.column_names, *validation_columns(context), LINE]
        try:
            counts = write_validated(database, columns, validated, target)
        except duckdb.Error:
            if stream.failure:
                raise stream.failure from None
            raise
        finally:
            database.unregister("delivered_text")
        if source.sha256 != sha256:
            raise FileRefused("it changed while it was read", "Deliver it when it is complete.")
        return counts


class _Stream:
    """The records as Arrow batches of text, made when DuckDB reads them.

    DuckDB turns an exception inside the stream into one of its own; `failure` keeps it.
    """

    def __init__(self, records: CsvRecords, header: tuple[str, ...]) -> None:
        self.failure: FileRefused | None = None
        self._header = header
        texts = [pa.field(name, pa.string()) for name in (*header, *FAULT_COLUMNS)]
        self._schema = pa.schema([*texts, pa.field(LINE, pa.int64())])
        batches = self._batches(records.records(len(header)))
        self.reader = pa.RecordBatchReader.from_batches(self._schema, batches)

    def _batches(self, records: Iterator[Record]) -> Iterator[pa.RecordBatch]:
        try:
            for batch in _batched(records):
                yield from self._good([each for each in batch if not each.fault])
                yield from self._faulty([each for each in batch if each.fault])
        except FileRefused as refused:
            self.failure = refused
            raise

    def _good(self, records: list[Record]) -> list[pa.RecordBatch]:
        if not records:
            return []
        # under a header of our own, so that no value is read as a byte order mark; the
        # last record of a file may have no line break
        lines = [",".join(self._header), "\n", *(record.text for record in records), "\n"]
        data = "".join(lines).encode()
        table = pa_csv.read_csv(
            io.BytesIO(data),
            pa_csv.ReadOptions(use_threads=False, block_size=len(data) + 1),
            pa_csv.ParseOptions(newlines_in_values=True),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(self._header, pa.string()), strings_can_be_null=False
            ),
        )
        if table.num_rows != len(records):
            raise FileRefused(
                f"the ends of its records from line {records[0].line} on are not certain",
                "Write it again, every field in quotes.",
            )
        for name in FAULT_COLUMNS:
            table = table.append_column(name, pa.nulls(len(records), pa.string()))
        numbers = pa.array([record.line for record in records], pa.int64())
        return table.append_column(LINE, numbers).cast(self._schema).to_batches()

    def _faulty(self, records: list[Record]) -> list[pa.RecordBatch]:
        rows = [
            {FAULT_COLUMNS[0]: record.fault, FAULT_COLUMNS[1]: record.text, LINE: record.line}
            for record in records
        ]
        return [pa.RecordBatch.from_pylist(rows, self._schema)] if rows else []


def _batched(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.text)
        if len(batch) == BATCH or size > BATCH_TEXT:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _relation(table: RawTable, header: tuple[str, ...], context: LoadContext) -> str:
    """The stream with a column for each of the contract: null, or the moment of the load."""
    columns = [*header, *FAULT_COLUMNS, LINE]
    for name in table.column_names:
        if name == "recorded_at" and name not in header:
            columns.append(f"{literal(context.loaded_at.isoformat())} as recorded_at")
        elif name not in header:
            columns.append(f"cast(null as varchar) as {name}")
    return f"(select {', '.join(columns)} from delivered_text)"
