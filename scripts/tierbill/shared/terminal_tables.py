"""Tables for the terminal: exact decimals right-aligned, ids never cut or wrapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import duckdb
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from tierbill.shared.currency_digits import read_currency_digits

WIDEST = 100_000


Parameters = Sequence[object] | Mapping[str, object]


def table_of(
    database: duckdb.DuckDBPyConnection, query: str, parameters: Parameters = (), *, title: str
) -> Table:
    """Return the rows of a query as a table: numbers right-aligned and written in full."""
    cursor = database.execute(query, parameters)
    table = Table(title=printable(title), box=box.SIMPLE_HEAD)
    for name, kind, *_ in cursor.description or []:
        right = _is_number(str(kind))
        table.add_column(name, justify="right" if right else "left", no_wrap=True, overflow="fold")
    names = [name for name, *_ in cursor.description or []]
    for row in _with_amounts(database, names, cursor.fetchall()):
        table.add_row(*(Text(as_text(value)) for value in row))
    return table


def fields_of(
    database: duckdb.DuckDBPyConnection, query: str, parameters: Parameters = (), *, title: str
) -> Table:
    """Return the rows of a query turned: one line for each column with a value."""
    cursor = database.execute(query, parameters)
    names = [name for name, *_ in cursor.description or []]
    rows = _with_amounts(database, names, cursor.fetchall())
    table = Table(title=printable(title), box=box.SIMPLE_HEAD, show_header=False)
    for _ in range(1 + len(rows)):
        table.add_column(no_wrap=True, overflow="fold")
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        if any(value is not None for value in values):
            table.add_row(name, *(Text(as_text(value)) for value in values))
    return table


def _with_amounts(
    database: duckdb.DuckDBPyConnection, names: Sequence[str], rows: Sequence[Sequence[object]]
) -> Sequence[Sequence[object]]:
    """Give amounts as billed the decimals of the row's currency."""
    amounts = {place for place, name in enumerate(names) if name.endswith("_amount")}
    if not amounts or "currency_code" not in names:
        return rows
    digits, currency = read_currency_digits(database), names.index("currency_code")
    return [
        [
            digits.as_billed(value, row[currency])
            if place in amounts and isinstance(value, Decimal)
            else value
            for place, value in enumerate(row)
        ]
        for row in rows
    ]


def as_text(value: object) -> str:
    """Return a value as it is shown: decimals plain, instants in UTC with Z, null empty."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return printable(str(value))


def printable(text: str) -> str:
    """Return text with control characters written as escapes: names come from outside and
    must not control the terminal or break a row.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def print_wide(console: Console, table: Table) -> None:
    """Print a table as wide as it needs, on a terminal of any width."""
    if table.title:
        say(console, f"\n{table.title}")
        table.title = None
    natural = Measurement.get(console, console.options.update(max_width=WIDEST), table).maximum
    width = console.width
    console.width = max(natural, width)
    try:
        console.print(table)
    finally:
        console.width = width


def say(console: Console, text: str) -> None:
    """Print a line of text as it is."""
    console.print(Text(text), soft_wrap=True)


def _is_number(kind: str) -> bool:
    return kind.startswith(("DECIMAL", "NUMBER")) or "INT" in kind
