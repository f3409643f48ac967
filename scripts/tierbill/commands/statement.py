"""tierbill statement: an account's bills of a month as PDF and workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.commands.exits import message_console
from tierbill.commands.option_values import parse_month
from tierbill.commands.options import Warehouse
from tierbill.files.printed_text import money
from tierbill.shared.project import default_warehouse
from tierbill.shared.terminal_tables import printable, say, say_wrapped
from tierbill.statement.bill_statement import Statement
from tierbill.statement.statement_files import StatementRequest, write_statements


def statement(
    *,
    account: Annotated[str, typer.Option("--account", metavar="ACCOUNT", help="Whose bills.")],
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="The billing month.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write to; made if it is new.")
    ],
    warehouse: Warehouse = None,
    sent: Annotated[
        bool, typer.Option("--sent", help="The bills it sends instead of those it gets.")
    ] = False,
) -> None:
    """Write each bill of an account and month as a PDF to read and a workbook to check.

    A bill of a month that is not issued is marked as a draft. The same warehouse gives the
    same bytes.

    Example: `tierbill statement --account D1 --month 2025-08 --out statements`
    """
    messages = message_console()
    with messages.status("Writing statements"):
        request = StatementRequest(
            warehouse=warehouse or default_warehouse(),
            out=out,
            account=account,
            month=parse_month("--month", month),
            sent=sent,
            on_written=lambda statement, files: _say_written(messages, statement, files),
        )
        write_statements(request)


def _say_written(messages: Console, statement: Statement, files: Sequence[Path]) -> None:
    due = money(statement.total["due_amount"], statement.places)
    bill = f"Bill {statement.number}, {statement.parties}, {statement.month:%Y-%m}"
    say_wrapped(messages, printable(f"{bill}: due {due} {statement.currency}"))
    for path in files:
        say(messages, f"  {path}")
