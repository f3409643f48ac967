"""What a replay of the issued lines found, as `tierbill verify` says it."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console

from tierbill.build.replayed_landing import ReplayedLanding
from tierbill.shared.terminal_tables import TerminalTable, print_wide, printable, say


def say_replay(console: Console, replayed: ReplayedLanding) -> None:
    """Print every difference, what was written by other code, and the outcome in a sentence."""
    replay = replayed.replay
    if replay.lines:
        table = TerminalTable.of(
            "Issued lines that differ from what the records give",
            ("seller", "month", "line", "difference", "columns"),
            ("billed, ledger", "billed, derived"),
            ("currency",),
        )
        for line in replay.lines:
            table.add_row(
                line.seller_account_id,
                line.billing_month[:7],
                line.line_id,
                line.kind,
                line.columns,
                _cost(line.issued_cost),
                _cost(line.derived_cost),
                line.currency_code,
            )
        print_wide(console, table)
    for text in replay.of_closes:
        say(console, printable(text))
    for column, count in replay.one_sided.items():
        closes = "1 close has it" if count == 1 else f"{count:,} closes have it"
        say(console, f"The column {column} was not compared: of {closes} only one side.")
    for text in replayed.written_otherwise:
        say(console, printable(text))
    if replay.not_closed:
        closes = ", ".join(close.label for close in replay.not_closed)
        say(console, printable(f"Issued and not closed by a build yet: {closes}."))
    say(console, _outcome(replayed))


def _outcome(replayed: ReplayedLanding) -> str:
    replay = replayed.replay
    closes = "1 close" if len(replay.closes) == 1 else f"{len(replay.closes):,} closes"
    lines = "1 line" if replay.line_count == 1 else f"{replay.line_count:,} lines"
    if not replay.difference_count:
        return f"{closes}, {lines}: as they were written."
    found = replay.difference_count
    differences = "1 difference" if found == 1 else f"{found:,} differences"
    return f"{differences} in {closes}, {lines}."


def _cost(cost: Decimal | None) -> str:
    return "" if cost is None else f"{cost:,f}"
