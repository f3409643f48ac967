"""The input contract as Arrow schemas, and the small tables written by it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tierbill.shared.input_contract import raw_tables

Row = dict[str, Any]
Tables = dict[str, list[Row]]

_TYPES = {
    "varchar": pa.string(),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "integer": pa.int32(),
}


def arrow_type(data_type: str) -> pa.DataType:
    """The Arrow type of a contract type; decimals keep precision and scale."""
    if known := _TYPES.get(data_type):
        return known
    if match := re.fullmatch(r"decimal\((\d+),(\d+)\)", data_type):
        return pa.decimal128(int(match[1]), int(match[2]))
    raise ValueError(f"input contract: data_type {data_type!r} is unknown; add it to {__name__}")


def contract_casts(table: str) -> str:
    """A select list that gives the table's columns the contract's names, order and types."""
    columns = raw_tables()[table].columns
    return ", ".join(f"cast({one.name} as {one.data_type}) as {one.name}" for one in columns)


def contract_schema(table: str) -> pa.Schema:
    """The Arrow schema of a raw table."""
    return pa.schema(
        [pa.field(one.name, arrow_type(one.data_type)) for one in raw_tables()[table].columns]
    )


def arrow_table(table: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table; a column that a row lacks is null, an unknown one is an error."""
    schema = contract_schema(table)
    known = set(schema.names)
    for row in rows:
        if extra := set(row) - known:
            raise ValueError(f"{table}: no column {sorted(extra)} in the contract: {row}")
    columns = [pa.array([row.get(f.name) for row in rows], type=f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def write_table(folder: Path, table: str, rows: Sequence[Row]) -> Path:
    """Write `<folder>/<table>.parquet` and return its path."""
    path = folder / f"{table}.parquet"
    pq.write_table(arrow_table(table, rows), path, compression="zstd")
    return path
