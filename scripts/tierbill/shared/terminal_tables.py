"""Tables and lines for the terminal: as wide as it at most, nothing cut, ids in one piece.

Into a file or a pipe tables are as wide as they need, unless the environment names COLUMNS.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDEST = 100_000
NARROWEST = 20
INDENT = 2
_GAP = 2
# How many lines a cell takes at most: where something may be moved below its row, and at last.
_FEW_LINES, _MANY_LINES = 2, 4
# Words of scripts without blanks may be broken at this width.
_BREAKABLE = 16


@dataclass(frozen=True)
class Column:
    """A column of a table: a number stands to the right, and it or a time is never wrapped.

    What is `is_below` is moved under its row if the terminal is too narrow.
    """

    heading: str
    is_number: bool = False
    is_time: bool = False
    is_below: bool = False


@dataclass
class TerminalTable:
    """Rows of texts under headings; `caption` is a line below them."""

    title: str
    columns: Sequence[Column]
    rows: list[Sequence[str]] = field(default_factory=list)
    caption: str = ""

    @classmethod
    def of(
        cls, title: str, texts: Sequence[str], numbers: Sequence[str], ends: Sequence[str] = ()
    ) -> TerminalTable:
        """Return an empty table of text columns, number columns and text columns."""
        columns = [
            *(Column(heading) for heading in texts),
            *(Column(heading, is_number=True) for heading in numbers),
            *(Column(heading) for heading in ends),
        ]
        return cls(title, columns)

    def add_row(self, *cells: str) -> None:
        """Add a row; control characters are written as escapes."""
        self.rows.append([printable(cell) for cell in cells])


def print_wide(console: Console, table: TerminalTable) -> None:
    """Print a table as wide as it needs, or as the terminal allows.

    Then long texts are wrapped, columns that may stand below their row are moved there, the last
    one first, and at last each row becomes a block of lines, one for each column.
    """
    if table.title:
        say(console, f"\n{printable(table.title)}")
    say(console, "")
    room = room_of(console) - INDENT
    below = [place for place, column in enumerate(table.columns) if column.is_below]
    for first in range(len(below), -1, -1):
        moved, most_lines = below[first:], _FEW_LINES if first else _MANY_LINES
        places = [place for place in range(len(table.columns)) if place not in moved]
        widths = _widths(table, places, room, most_lines)
        if widths is not None:
            _print_rows(console, table, dict(zip(places, widths, strict=True)), moved)
            break
    else:
        for number, row in enumerate(table.rows):
            if number:
                say(console, "")
            _print_block(console, table.columns, row)
    if table.caption:
        say(console, printable(table.caption))


def print_fields(console: Console, title: str, fields: Sequence[tuple[str, str]]) -> None:
    """Print one line for each field: its name and, wrapped if it is too long, its text."""
    if title:
        say(console, f"\n{printable(title)}")
    say(console, "")
    _print_block(console, [Column(name) for name, _ in fields], [text for _, text in fields])


def say(console: Console, text: str) -> None:
    """Print a line of text as it is, however long."""
    console.print(Text(text), soft_wrap=True)


def say_wrapped(console: Console, text: str, indent: int = 0) -> None:
    """Print a sentence, wrapped to the width of the terminal."""
    width = room_of(console) - indent
    for line in Text(text).wrap(console, width):
        line.rstrip()
        say(console, " " * indent + line.plain)


def room_of(console: Console) -> int:
    """Return the columns that there are: those of the terminal or of COLUMNS, else any number."""
    columns = os.environ.get("COLUMNS", "")
    if console.is_terminal or (columns.isdecimal() and int(columns)):
        return max(console.width, NARROWEST)
    return WIDEST


def printable(text: str) -> str:
    """Return text with control characters written as escapes: names come from outside and
    must not control the terminal or break a row.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def _widths(
    table: TerminalTable, places: Sequence[int], room: int, most_lines: int
) -> Sequence[int] | None:
    """Return the widths with which these columns fit, None if they do not."""
    columns = [table.columns[place] for place in places]
    cells = [[row[place] for row in table.rows] for place in places]
    longest = [max(map(cell_len, texts), default=0) for texts in cells]
    words = [_longest_word([column.heading]) for column in columns]
    room -= _GAP * (len(places) - 1)
    widths = [max(cell, word) for cell, word in zip(longest, words, strict=True)]
    if sum(widths) <= room:
        # what room is left keeps headings in one line, from the left
        for place, column in enumerate(columns):
            more = cell_len(column.heading) - widths[place]
            if 0 < more <= room - sum(widths):
                widths[place] += more
        return widths
    smallest = [
        width
        if column.is_number or column.is_time
        else max(_longest_word(texts), word, -(-width // most_lines))
        for column, texts, width, word in zip(columns, cells, widths, words, strict=True)
    ]
    if sum(smallest) > room:
        return None
    while sum(widths) > room:
        spare = [width - least for width, least in zip(widths, smallest, strict=True)]
        widths[max(range(len(widths)), key=lambda place: (spare[place] > 0) * widths[place])] -= 1
    return widths


def _longest_word(texts: Sequence[str]) -> int:
    return max(
        (
            cell_len(word) if word.isascii() else min(cell_len(word), _BREAKABLE)
            for text in texts
            for word in text.split()
        ),
        default=0,
    )


def _print_rows(
    console: Console, table: TerminalTable, widths: dict[int, int], moved: Sequence[int]
) -> None:
    def drawn(rows: Sequence[Sequence[str]], *, with_heading: bool) -> None:
        grid = Table(
            box=box.SIMPLE_HEAD if with_heading else None,
            show_edge=False,
            show_header=with_heading,
            pad_edge=False,
            padding=(0, _GAP - 1 if with_heading else _GAP, 0, 0),
        )
        for place, width in widths.items():
            column = table.columns[place]
            justify = "right" if column.is_number else "left"
            grid.add_column(Text(column.heading), justify=justify, width=width, overflow="fold")
        for row in rows:
            grid.add_row(*(Text(row[place]) for place in widths))
        width = console.width
        console.width = room_of(console)
        try:
            console.print(Padding.indent(grid, INDENT))
        finally:
            console.width = width

    if not moved:
        drawn(table.rows, with_heading=True)
        return
    drawn([], with_heading=True)
    for row in table.rows:
        drawn([row], with_heading=False)
        for place in moved:
            if row[place]:
                say(console, f"{' ' * 2 * INDENT}{table.columns[place].heading} {row[place]}")


def _print_block(console: Console, columns: Sequence[Column], row: Sequence[str]) -> None:
    """Print a line for each column of a row that has a text."""
    names = max((cell_len(column.heading) for column in columns), default=0)
    start = INDENT + names + _GAP
    for column, text in zip(columns, row, strict=True):
        if not text:
            continue
        name = " " * INDENT + column.heading + " " * (names - cell_len(column.heading) + _GAP)
        lines = Text(text, overflow="fold").wrap(console, max(room_of(console) - start, 1))
        for number, line in enumerate(lines):
            line.rstrip()
            say(console, (" " * start if number else name) + line.plain)
