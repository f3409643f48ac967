"""What the tests of the loader share: sample records, datasets, landed records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
from reference.reading import Delivered, deliver, key_text
from reference.tables import TABLES
from tierbill.load.dataset_load import load_dataset
from tierbill.shared.input_contract import Column, raw_tables

Record = dict[str, str]

TIMES = (
    "2025-08-15T02:00Z",
    "2025-08-15 10:00:00.123456+0800",
    "2025-08-15T10:00:00+08",
    "2025-08-15 02:00:00-03:30",
)


def sample_record(table: str, number: int) -> Record:
    """A valid record in the text forms of the contract, different for each number."""
    return {column.name: _sample(column, number) for column in raw_tables()[table].columns}


def sample_records(table: str, count: int) -> list[Record]:
    return [sample_record(table, number) for number in range(count)]


def _sample(column: Column, number: int) -> str:
    choices = column.rules.get("values")
    if column.rules.get("format") == "currency":
        choices = ("USD", "JPY", "KWD")
    elif column.rules.get("format") == "tags":
        choices = ("", "{}", '{"b":"x","a":"y, \\"z\\""}')
    elif column.data_type == "varchar" and not choices:
        ending = (",", '"', "é\n", "")[number % 4]
        choices = (f"00{number}{column.name}{ending}",)
    elif column.data_type == "date":
        choices = (f"2025-{number % 12 + 1:02}-01",)
    elif column.data_type == "integer":
        choices = (str(number + 1),)
    elif not choices:
        choices = _CHOICES.get(column.data_type, ("1.5000000000000000", "3", "0.1", "007.25"))
    return choices[number % len(choices)]


_CHOICES = {"boolean": ("true", "false"), "timestamp with time zone": TIMES}


def csv_text(records: Iterable[Mapping[str, str]], header: Sequence[str], end: str = "\n") -> str:
    """Records as CSV; what a record lacks is empty. (csv.writer leaves a lone \\r unquoted.)"""
    lines = [header, *([record.get(name, "") for name in header] for record in records)]
    return "".join(",".join(map(_field, line)) + end for line in lines)


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\r\n') else text


def table_csv(table: str, records: Iterable[Mapping[str, str]]) -> str:
    return csv_text(records, raw_tables()[table].column_names)


def dataset(folder: Path, files: Mapping[str, str | bytes | pa.Table]) -> Path:
    """A dataset folder with the files given by name."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder


def load_files(folder: Path, files: Mapping[str, str | bytes], **options) -> Path:
    """Load files as a dataset of their own; the landing folder."""
    landing = folder / "landing"
    load_dataset(dataset(folder / "dataset", files), landing, **options)
    return landing


def flip_bit(path: Path, number: int) -> None:
    """Flip one bit of a file, counted from its first; a number beyond its end counts on."""
    data = bytearray(path.read_bytes())
    data[number // 8 % len(data)] ^= 1 << number % 8
    path.write_bytes(data)


def landed(landing: Path, table: str, order: str = "all") -> list[dict]:
    """The landed records of a table as the staging models see them, record_line included."""
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        found = database.execute(
            "select * exclude (file_row_number) "
            "replace (parse_filename(filename, true) as filename, "
            "coalesce(record_line, file_row_number + 1) as record_line) "
            f"from read_parquet('{landing}/{table}/*.parquet', union_by_name = true, "
            f"filename = true, file_row_number = true) order by {order}"
        )
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def expected(table: str, record: Mapping[str, str | None]) -> Delivered:
    """What the plain reading of the rules says about a record.

    12.0 is no integer to it; validation reads it as 12, as 1.50 is a number of one decimal.
    """
    fields: dict[str, str | None] = {}
    for column in TABLES[table].columns:
        text = record.get(column.name) or None
        if column.kind == "int" and text:
            text = re.sub(r"^(-?[0-9]+)\.0+$", r"\1", text, flags=re.ASCII)
        fields[column.name] = text
    return deliver(TABLES[table], fields)


def same_values(table: str, row: Mapping[str, object], record: Mapping[str, object]) -> bool:
    """Whether a landed row holds exactly the values of a plainly read record."""
    return all(
        _plain(row[column.name]) == _plain(record[column.name]) for column in TABLES[table].columns
    )


def _plain(value: object) -> object:
    if isinstance(value, tuple):  # tags: sorted keys, no blanks, not escaped
        value = json.dumps(dict(value), separators=(",", ":"), ensure_ascii=False)
    return None if value is None else (type(value), key_text(value))
