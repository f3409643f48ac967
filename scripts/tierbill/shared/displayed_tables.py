"""Rows of a warehouse as people read them: names, local times, money in its currency's digits.

The ending of a column's name tells what it holds, as the house has it: `_cost` and `_amount` are
money, `_at`, `_from` and `_to` instants, `_month` a billing month, `_account_id` has a name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import duckdb
from rich.console import Console

from tierbill.shared.billing_zone import local_time, read_billing_zone
from tierbill.shared.command_lines import command_line
from tierbill.shared.currency_digits import CurrencyDigits, read_currency_digits
from tierbill.shared.named_ids import names_of, with_name
from tierbill.shared.named_rows import named_rows
from tierbill.shared.terminal_tables import (
    Column,
    TerminalTable,
    print_fields,
    print_wide,
    printable,
    say,
)

Parameters = Sequence[object] | Mapping[str, object]
_MONEY = ("_cost", "_amount", "_difference", "_before", "_after", "_at_stake")
_IDS = ("_account_id", "_id", "_code")
CURRENCY = "currency_code"


@dataclass(frozen=True)
class Display:
    """A warehouse and the console that it is shown on.

    `exact` gives money with all the digits of the marts and without separators; `warehouse` is
    the file that the user named, if any, for commands that are suggested.
    """

    database: duckdb.DuckDBPyConnection
    console: Console = field(default_factory=lambda: Console(highlight=False))
    exact: bool = False
    warehouse: Path | None = None

    @cached_property
    def zone(self) -> timezone:
        """The zone of the billing calendar."""
        return read_billing_zone(self.database)

    @cached_property
    def digits(self) -> CurrencyDigits:
        """The decimal places of each currency."""
        return read_currency_digits(self.database)

    def table(
        self,
        query: str,
        parameters: Parameters = (),
        *,
        title: str,
        totals: bool = False,
        below: Sequence[str] = (),
        words: Mapping[str, Callable[[object], str]] | None = None,
    ) -> TerminalTable:
        """Return the rows of a query; a column without a value in any row is left out.

        The only currency of all rows is named in the title. Money in `totals` is rounded to the
        digits of its currency, other money has at least these digits and none lost. Columns in
        `below` may be moved under their row; `words` has functions that give the text of a
        column's values.
        """
        kinds, rows = self._shown(query, parameters, totals=totals, words=words or {})
        kept = [place for place in range(len(kinds)) if any(row[place] for row in rows)]
        if CURRENCY in kinds:
            place = list(kinds).index(CURRENCY)
            currencies = {row[place] for row in rows}
            if len(currencies) == 1 and place in kept:
                kept.remove(place)
                title = f"{title}, in {currencies.pop()}"
        columns = [
            Column(
                _heading(name),
                is_number=_is_number(kind) and name not in (words or {}),
                is_time=kind.startswith("TIMESTAMP"),
                is_below=name in below,
            )
            for place, (name, kind) in enumerate(kinds.items())
            if place in kept
        ]
        return TerminalTable(title, columns, [[row[place] for place in kept] for row in rows])

    def print(self, table: TerminalTable) -> None:
        """Print a table that has rows."""
        if table.rows:
            print_wide(self.console, table)

    def print_fields(
        self,
        query: str,
        parameters: Parameters = (),
        *,
        title: str,
        totals: bool = False,
        words: Mapping[str, Callable[[object], str]] | None = None,
    ) -> None:
        """Print the only row of a query: one line for each column that has a value."""
        kinds, [row] = self._shown(
            query, parameters, totals=totals, words=words or {}, with_currency=True
        )
        shown = zip(kinds, row, strict=True)
        fields = [(_heading(name), text) for name, text in shown if name != CURRENCY]
        print_fields(self.console, title, fields)

    def say(self, text: str) -> None:
        """Print a line as it is."""
        say(self.console, text)

    def command(self, *words: str) -> str:
        """Return a tierbill command that runs as printed, for the warehouse that is shown."""
        return command_line(*words, warehouse=self.warehouse)

    def total(self, amount: Decimal, currency: object) -> str:
        """Return money of a total: rounded to the digits of its currency, or exact."""
        return f"{amount:f}" if self.exact else self.digits.total_text(amount, currency)

    def _shown(
        self,
        query: str,
        parameters: Parameters,
        *,
        totals: bool,
        words: Mapping[str, Callable[[object], str]],
        with_currency: bool = False,
    ) -> tuple[dict[str, str], list[list[str]]]:
        """Return the types of the columns by name, and the texts of each row."""
        cursor = self.database.execute(query, parameters)
        kinds = {name: str(kind) for name, kind, *_ in cursor.description or []}
        names = list(kinds)
        records = named_rows(cursor)
        behind = {name: _behind(name, names) for name in names}
        shown = [name for name in names if name not in behind.values()]
        labels = {
            name: names_of(
                self.database, name, {str(row[name]) for row in records if row[name] is not None}
            )
            for name in shown
            if name.endswith(_IDS) and behind[name] is None
        }

        def text(row: Mapping[str, object], name: str) -> str:
            value = row[name]
            if value is None:
                return ""
            if name in words:
                return printable(words[name](value))
            written = self._text(name, value, row.get(CURRENCY), totals=totals)
            if (other := behind[name]) is not None and row[other] is not None:
                return with_name(written, printable(str(row[other])))
            if with_currency and name.endswith(_MONEY) and row.get(CURRENCY):
                return f"{written} {printable(str(row[CURRENCY]))}"
            return with_name(written, printable(labels.get(name, {}).get(str(value), "")))

        rows = [[text(row, name) for name in shown] for row in records]
        return {name: kinds[name] for name in shown}, rows

    def _text(self, name: str, value: object, currency: object, *, totals: bool) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, datetime):
            return local_time(value, self.zone)
        if isinstance(value, date):
            return f"{value:%Y-%m}" if name.endswith("_month") else value.isoformat()
        if isinstance(value, int):
            return f"{value:,}" if name.endswith(("count", "bills", "lines")) else str(value)
        if isinstance(value, Decimal):
            return self._decimal_text(name, value, currency, totals=totals)
        return printable(str(value))

    def _decimal_text(self, name: str, value: Decimal, currency: object, *, totals: bool) -> str:
        if not name.endswith(_MONEY):
            text = shortest_text(value)
            return f"{text} %" if name.endswith("_percent") else text
        if self.exact:
            return f"{value:f}"
        if totals and name.endswith(("_cost", "_at_stake")):
            return self.total(value, currency)
        return f"{self.digits.as_billed(value, currency):,f}"


def shortest_text(value: Decimal) -> str:
    """Return a number with thousands separated and no zeros behind its last digit."""
    whole, _, decimals = f"{value:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _behind(name: str, names: Sequence[str]) -> str | None:
    """Return the column that says more of this one: a name of an id, a unit of a quantity."""
    for end, other in (("_id", "_name"), ("_code", "_name"), ("_quantity", "_unit")):
        if name.endswith(end) and (found := name.removesuffix(end) + other) in names:
            return found
    return None


def _heading(name: str) -> str:
    for end in _IDS:
        name = name.removesuffix(end) or name
    return name.removeprefix("is_").replace("_", " ")


def _is_number(kind: str) -> bool:
    return kind.startswith(("DECIMAL", "NUMBER")) or "INT" in kind
