"""Parquet files that have the columns of a table and no rows, so that the table can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tierbill.shared.disk_sync import replace_file

EMPTY = "_empty.parquet"

_ARROW_TYPES = {
    "varchar": pa.string(),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
}


def write_empty(folder: Path, columns: Mapping[str, str]) -> None:
    """Write the empty file of a table, whose columns are given by name and type of the warehouse.

    One that is there already as it should be stays.
    """
    fields = [pa.field(name, arrow_type(data_type)) for name, data_type in columns.items()]
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.schema(fields).empty_table(), buffer)
    data, empty = buffer.getvalue().to_pybytes(), folder / EMPTY
    if not empty.exists() or empty.read_bytes() != data:
        folder.mkdir(exist_ok=True)
        replace_file(empty, data)


def arrow_type(data_type: str) -> pa.DataType:
    """Return a type of the warehouse, also a list of structs, as a type of Parquet."""
    if listed := re.fullmatch(r"struct\((.*)\)\[\]", data_type):
        fields = [each.split(" ", 1) for each in re.split(r", (?=[a-z])", listed[1])]
        return pa.list_(pa.struct([(name, arrow_type(kind)) for name, kind in fields]))
    if data_type.startswith("decimal"):
        precision, scale = re.findall(r"\d+", data_type)
        return pa.decimal128(int(precision), int(scale))
    return _ARROW_TYPES[data_type]
