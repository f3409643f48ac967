"""Land a Parquet file: validate its columns and its records, write them as Parquet.

A file whose types are exactly the contract's and whose records are all accepted is taken byte
for byte; any other is validated record by record and written again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tierbill.load.column_names import check_names
from tierbill.load.delivered_files import DeliveredFile
from tierbill.load.file_bytes import DigestingFile
from tierbill.load.load_context import LoadContext
from tierbill.load.load_database import write_validated
from tierbill.load.parquet_pages import check_pages
from tierbill.load.record_validation import (
    contract_breach_sql,
    tags_sql,
    validation_columns,
    validation_sql,
)
from tierbill.load.refusals import FileRefused
from tierbill.shared.input_contract import Column, RawTable
from tierbill.shared.sql_text import literal
from tierbill.shared.unfolding_limit import MIB

INSTANT = "timestamp with time zone"
WHOLE_NUMBERS = {f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT")} | {
    "INTEGER", "UINTEGER", "BIGINT", "UBIGINT",
}  # fmt: skip
NAIVE_TIMES = {"TIMESTAMP", "TIMESTAMP_NS"}
NANOSECONDS = "TIMESTAMPTZ_NS"
"""What DuckDB 2 calls instants in nanoseconds; before, it read them in microseconds."""


def land_parquet(
    database: duckdb.DuckDBPyConnection,
    file: DeliveredFile,
    sha256: str,
    target: Path,
    context: LoadContext,
) -> tuple[int, int]:
    """Write a Parquet file's records to `target`; return the counts of all and of the rejected.

    Raises:
        FileRefused: by its columns or their types, or because it cannot be read.
    """
    # read under a name of our own: DuckDB reads the brackets of q[1].parquet as a pattern
    copy = target.with_suffix(".delivered")
    with DigestingFile.open(file.path, context.advance) as source, copy.open("wb") as out:
        shutil.copyfileobj(source, out, MIB)
        if source.sha256 != sha256:
            raise FileRefused("it changed while it was read", "Deliver it when it is complete.")
    try:
        return _land(database, file.table, copy, target, context)
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException):
        raise  # about our own SQL, not about the file
    except (duckdb.Error, pa.ArrowException, UnicodeDecodeError) as error:
        reason = str(error).replace(str(copy), "the file").splitlines()[0]
        raise FileRefused(f"it cannot be read ({reason})", "Write it again.") from error
    finally:
        copy.unlink(missing_ok=True)


def _land(
    database: duckdb.DuckDBPyConnection,
    table: RawTable,
    copy: Path,
    target: Path,
    context: LoadContext,
) -> tuple[int, int]:
    schema = pq.read_schema(copy)
    check_names(table, schema.names)
    for field in schema:
        if pa.types.is_duration(field.type):
            wanted = next(each.data_type for each in table.columns if each.name == field.name)
            raise _wrong_type(field.name, str(field.type), wanted)
    check_pages(database, copy)
    types = {
        name: data_type
        for name, data_type, *_ in database.execute(
            f"describe select * from read_parquet({literal(copy)})"
        ).fetchall()
    }
    without_values = {field.name for field in schema if pa.types.is_null(field.type)}
    for field in schema:
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns" and field.type.tz:
            _check_microseconds(copy, field.name)
    readings = {
        column.name: "cast(null as varchar)"
        if column.name in without_values
        else _reading(column, types[column.name], context.times.zone)
        for column in table.columns
        if column.name in types
    }
    typed = [
        column.name
        for column in table.columns
        if readings.get(column.name) == column.name
        and (column.rules.get("format") != "tags" or _is_canonical(database, copy, column))
    ]
    if set(typed) == set(table.column_names):
        records, broken = database.execute(
            f"select count(*), count_if({contract_breach_sql(table)}) "
            f"from read_parquet({literal(copy)})"
        ).fetchall()[0]
        if not broken:
            copy.replace(target)
            return records, 0
    relation = _relation(table, readings, copy, context)
    validated = validation_sql(
        table,
        relation,
        typed=typed,
        carried=["record_line"],
        times=context.times,
        round_digits=context.round_digits,
    )
    columns = [*table.column_names, *validation_columns(context), "record_line"]
    return write_validated(database, columns, validated, target)


def _reading(column: Column, found: str, zone: str | None) -> str:
    """SQL of a column for validation: its name if the type is the contract's, else its text."""
    wanted = column.data_type
    if found == wanted.upper():
        return column.name
    as_text = found in {"VARCHAR", "JSON"}
    if wanted.startswith("decimal") or wanted == "integer":
        as_text |= found in WHOLE_NUMBERS or found.startswith("DECIMAL")
    if wanted == INSTANT and found in NAIVE_TIMES:
        if zone is None:
            raise FileRefused(
                f"the times in {column.name!r} have no zone",
                "Write instants in UTC, or name their zone with --timezone.",
            )
        as_text = True
    as_text |= wanted == INSTANT and found == NANOSECONDS
    if not as_text:
        raise _wrong_type(column.name, found, wanted)
    return f"cast({column.name} as varchar)"


def _wrong_type(name: str, found: str, wanted: str) -> FileRefused:
    return FileRefused(
        f"column {name!r} is {found}, the contract says {wanted}",
        "Write it in that type, or as text in the form of the contract.",
    )


def _check_microseconds(path: Path, name: str) -> None:
    """Refuse instants finer than a microsecond: DuckDB would truncate them silently."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(columns=[name]):
            nanoseconds = batch.column(0).cast(pa.int64())
            microseconds = pc.divide(nanoseconds, 1000)
            if pc.any(pc.not_equal(pc.multiply(microseconds, 1000), nanoseconds)).as_py():
                raise FileRefused(
                    f"instants in {name!r} are finer than a microsecond",
                    "Write them in microseconds.",
                )


def _is_canonical(database: duckdb.DuckDBPyConnection, path: Path, tags: Column) -> bool:
    """Whether validation would leave all tags as they are; each value is looked at once."""
    name = tags.name
    values = f"(select distinct {name} from read_parquet({literal(path)}))"
    query = f"select count(*) from {values} where {name} is distinct from {tags_sql(name)}"
    return database.execute(query).fetchone() == (0,)


def _relation(table: RawTable, readings: dict[str, str], path: Path, context: LoadContext) -> str:
    columns = []
    for name in table.column_names:
        reading = readings.get(name, "cast(null as varchar)")
        if name == "recorded_at" and name not in readings:
            reading = literal(context.loaded_at.isoformat())
        columns.append(f"{reading} as {name}")
    return (
        f"(select {', '.join(columns)}, file_row_number + 1 as record_line "
        f"from read_parquet({literal(path)}, file_row_number = true))"
    )
