"""Tables of texts that come from outside: nothing cut, no control characters, no markup."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from tierbill.shared.terminal_tables import printable


def plain_table(
    title: str, texts: Sequence[str], numbers: Sequence[str], ends: Sequence[str] = ()
) -> Table:
    """A table with text columns, number columns and text columns, in this order."""
    table = Table(title=title, title_justify="left", caption_justify="left", box=box.SIMPLE_HEAD)
    for heading in texts:
        table.add_column(heading, no_wrap=True)
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ends:
        table.add_column(heading, no_wrap=True)
    return table


def add_row(table: Table, *cells: str) -> None:
    """Add a row of texts as they are."""
    table.add_row(*(Text(printable(cell)) for cell in cells))
