"""Writing a dataset folder: one CSV a table, columns by the input contract."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.decimals import plain
from tierbill.convert.instants import instant_text
from tierbill.shared.disk_sync import sync
from tierbill.shared.input_contract import raw_tables

# What a converted dataset always has; a table without rows is its header. `tax_rates` without
# rows replaces the seed: the sources state no tax that the rules could compute.
TABLES = (
    "accounts",
    "account_bindings",
    "channels",
    "billing_groups",
    "skus",
    "list_prices",
    "discounts",
    "tax_rates",
    "usage",
    "orders",
    "budget_events",
    "account_control_events",
)


def field_text(value: Any) -> str:
    """A value in the text form of the inputs; null is the empty field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return instant_text(value)
    return str(value)


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows to a temporary name and rename; a column that a row lacks is null."""
    names = list(columns)
    temporary = path.with_name(f".{path.name}.writing")
    with temporary.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: field_text(value) for name, value in row.items()})
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def write_dataset(folder: Path, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Write every table of TABLES into the folder, which may hold an earlier conversion.

    Raises ConversionError if the folder holds anything else: a loader would take it for input.
    """
    names = {f"{table}.csv" for table in TABLES}
    if folder.exists():
        others = sorted(path.name for path in folder.iterdir() if path.name not in names)
        if others:
            raise ConversionError(f"{folder}: holds {', '.join(others)}; name an empty folder")
    if unknown := sorted(set(tables) - set(TABLES)):
        raise ValueError(f"no such tables in a converted dataset: {unknown}")
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        columns = raw_tables()[table].column_names
        write_csv(folder / f"{table}.csv", columns, tables.get(table, ()))
