"""tierbill issue: record that a seller issued the bills of a month."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.commands.exits import exit_codes
from tierbill.commands.option_values import parse_instant
from tierbill.load.issue_record import record_issue


def issue(
    seller: Annotated[str, typer.Option(metavar="ACCOUNT", help="Who issues: a seller's id.")],
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="The billing month issued.")],
    landing: Annotated[
        Path, typer.Option(metavar="DIR", help="Landing folder the record is loaded into.")
    ] = Path("landing"),
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="INSTANT", help="When it was issued; without it, now."),
    ] = None,
) -> None:
    """Record the act of issuing a month; the next build freezes the bills as known then.

    What becomes known later is billed as reversal and correction in the earliest month that is
    still open. Issuing again adds a version and changes no bill.

    Example: `tierbill issue --seller 100000000001 --month 2025-08 --landing landing`
    """
    with exit_codes():
        issued_at = parse_instant("--at", at) if at else None
        record = record_issue(landing, seller, month, issued_at)
    Console(highlight=False).print(
        f"{record.seller_account_id} issued {record.billing_month:%Y-%m}, version "
        f"{record.version}, on {record.issued_at.isoformat()}. Build the warehouse to freeze it.",
        soft_wrap=True,
    )
