"""tierbill issue: record that a seller issued the bills of a month."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.commands.option_values import parse_instant
from tierbill.load.issue_record import record_issue
from tierbill.shared.billing_zone import billing_zone, local_time
from tierbill.shared.command_lines import build_command
from tierbill.shared.project import project_root
from tierbill.shared.settings import project_settings
from tierbill.shared.terminal_tables import say, say_wrapped


def issue(
    seller: Annotated[str, typer.Option(metavar="ACCOUNT", help="Who issues, by id or name.")],
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
    issued_at = parse_instant("--at", at) if at else None
    issued = record_issue(landing, seller, month, issued_at)
    zone = billing_zone(str(project_settings(project_root())["billing_timezone"]))
    record, console = issued.record, Console(highlight=False)
    say_wrapped(
        console,
        f"{issued.seller} issued {record.billing_month:%Y-%m}, version {record.version}, on "
        f"{local_time(record.issued_at, zone)}. Build the warehouse to freeze it:",
    )
    say(console, f"  {build_command(landing)}")
