"""The policies in seeds/reference that people maintain, checked before a build starts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from tierbill.shared.currency_codes import CURRENCIES
from tierbill.shared.errors import Refused
from tierbill.shared.input_contract import Column, RawTable
from tierbill.shared.project_macros import project_macros


def check_policies(project: Path) -> None:
    """Check every record of the policies against the contract in the YAML next to them.

    Raises:
        Refused: a file is missing or has other columns, or records break the contract; the
            first of each file is named with its line.
    """
    folder = project / "seeds" / "reference"
    faults = [fault for table in _contracts(folder) for fault in _faults(folder, table)]
    if faults:
        raise Refused("\n".join(faults))


def _contracts(folder: Path) -> Iterator[RawTable]:
    for path in sorted(folder.glob("*.yml")):
        for seed in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).get("seeds") or []:
            config = seed.get("config") or {}
            if (config.get("meta") or {}).get("is_policy"):
                types = config["column_types"]
                columns = tuple(_column(each, types[each["name"]]) for each in seed["columns"])
                yield RawTable(seed["name"], True, (columns[0].name,), columns)


def _column(entry: Mapping[str, Any], data_type: str) -> Column:
    rules = dict((entry.get("config") or {}).get("meta") or {})
    nullable = rules.pop("nullable", False)
    return Column(entry["name"], data_type, nullable, MappingProxyType(rules))


def _faults(folder: Path, table: RawTable) -> Iterator[str]:
    file = folder / f"{table.name}.csv"
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        header = next(reader, [])
        rows = [(reader.line_num, row) for row in reader if row]
    if header != list(table.column_names):
        yield f"{file}: its columns must be {', '.join(table.column_names)}."
        return
    for line, row in rows:
        if len(row) != len(header):
            yield f"{file}: line {line} has {len(row)} fields, not {len(header)}."
            return
    names = [*header, "line"]
    fields = [pa.field(name, pa.string()) for name in header] + [pa.field("line", pa.int64())]
    records = [dict(zip(names, [*row, line], strict=True)) for line, row in rows]
    contract = {"columns": [each.as_arguments for each in table.columns], "key": list(table.key)}
    validated = project_macros().typed_records("records", contract, carried=["line"])
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        database.register("records", pa.Table.from_pylist(records, pa.schema(fields)))
        found = database.execute(
            f"select line, rejection_reason from {validated} "
            "where rejection_reason is not null order by line limit 1"
        ).fetchall()
    for line, reason in found:
        kind, _, name = reason.partition("_")
        value = records[[line for line, _ in rows].index(line)].get(name)
        yield f"{file}: line {line}: {name} is {kind}: {value!r}.{_allowed(table, name)}"


def _allowed(table: RawTable, name: str) -> str:
    [column] = [column for column in table.columns if column.name == name]
    if column.rules.get("format") == "currency":
        return f" Write a currency of {CURRENCIES}."
    values = column.rules.get("values")
    return f" Write one of {', '.join(values)}." if values else f" It is a {column.data_type}."
