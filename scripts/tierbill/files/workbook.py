"""Workbooks (XLSX) with the same bytes every time, in which ids stay text and money exact.

A spreadsheet keeps 15 digits of a number. A decimal with more is written as text, so that
nothing is rounded silently; all other decimals are numbers that can be summed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

# Written into every workbook in place of the time of writing.
CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - the format has no zone
SHEET_ROWS = 1_048_576
DIGITS = 15
LONGEST_TEXT = 32_767
_WIDEST, _NARROWEST = 48, 8
QUANTITY = "#,##0.##########"
# Decimal places that money may have beyond those of its currency.
_MOST_PLACES = 8


def money_format(places: int) -> str:
    """Return the number format of money: at least `places` decimals, and all it has."""
    return f"#,##0.{'0' * places}{'#' * (_MOST_PLACES - places)}"


# Money in most currencies.
MONEY = money_format(2)


@dataclass(frozen=True)
class Field:
    """A column of a sheet: its heading, number format (None for text) and width."""

    heading: str
    number_format: str | None = None
    width: int | None = None

    @property
    def shown_width(self) -> int:
        """Width in characters."""
        return self.width or max(_NARROWEST, min(_WIDEST, len(self.heading) + 2))


def new_workbook(path: Path, title: str, scratch: Path | None = None) -> Workbook:
    """Return a workbook; with `scratch` rows must be written in order and need no memory."""
    options: dict[str, object] = {"in_memory": True}
    if scratch is not None:
        options = {"constant_memory": True, "tmpdir": str(scratch)}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties({"title": title, "created": CREATED})
    return workbook


def print_on_one_width(sheet: Worksheet) -> None:
    """Have all columns on every printed page, of A4."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


class TableSheets:
    """One table over as many sheets as its rows need, each with the headings on top."""

    def __init__(self, workbook: Workbook, name: str, fields: Sequence[Field]) -> None:
        """Start the table on a sheet `name`; further sheets are `name (2)` and so on."""
        self._workbook, self._name, self._fields = workbook, name, fields
        heading = {"bold": True, "bottom": 1, "text_wrap": True}
        self._heading = workbook.add_format(heading)
        self._number_heading = workbook.add_format(heading | {"align": "right"})
        self._formats = [
            workbook.add_format({"num_format": field.number_format or "@"}) for field in fields
        ]
        self._by_places: dict[int, Sequence[Format]] = {}
        self._sheets = 0
        self._sheet: Worksheet = self._new_sheet()
        self._row = 1

    def write(
        self,
        rows: Iterable[Sequence[object]],
        places_of: Callable[[Sequence[object]], int] | None = None,
    ) -> None:
        """Append rows; `places_of` returns the decimals of a row's money, two without it."""
        for row in rows:
            if self._row == SHEET_ROWS:
                self._sheet, self._row = self._new_sheet(), 1
            formats = self._formats if places_of is None else self._formats_with(places_of(row))
            for column, (value, style) in enumerate(zip(row, formats, strict=True)):
                write_cell(self._sheet, self._row, column, value, style)
            self._row += 1

    def _formats_with(self, places: int) -> Sequence[Format]:
        """Return the formats of the columns with money of other decimals."""
        if money_format(places) == MONEY:
            return self._formats
        if places not in self._by_places:
            money = self._workbook.add_format({"num_format": money_format(places)})
            self._by_places[places] = [
                money if field.number_format == MONEY else style
                for field, style in zip(self._fields, self._formats, strict=True)
            ]
        return self._by_places[places]

    def _new_sheet(self) -> Worksheet:
        self._sheets += 1
        suffix = "" if self._sheets == 1 else f" ({self._sheets})"
        sheet = self._workbook.add_worksheet(f"{self._name}{suffix}")
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        print_on_one_width(sheet)
        sheet.repeat_rows(0)
        for column, field in enumerate(self._fields):
            sheet.set_column(column, column, field.shown_width)
            style = self._number_heading if field.number_format else self._heading
            sheet.write_string(0, column, field.heading, style)
        return sheet


def write_cell(sheet: Worksheet, row: int, column: int, value: object, style: Format) -> None:
    """Write a value: text as text, a decimal as a number unless it has too many digits."""
    if value is None:
        return
    if isinstance(value, Decimal):
        if len(value.normalize().as_tuple().digits) <= DIGITS:
            sheet.write_number(row, column, value, style)
        else:
            sheet.write_string(row, column, f"{value:f}", style)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_string(row, column, f"{value:%Y-%m-%d}", style)
    else:
        sheet.write_string(row, column, _cell_text(str(value)), style)


def _cell_text(text: str) -> str:
    """Return a text, or what to know about it if a cell cannot hold it: it is never cut."""
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if length <= LONGEST_TEXT:
        return text
    return (
        f"[A text of {length:,} characters, more than the {LONGEST_TEXT:,} of a cell. "
        "It is whole in the warehouse and in CSV files.]"
    )
