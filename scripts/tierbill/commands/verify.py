"""tierbill verify: whether what lies on the disk is still what was written."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.commands.exits import message_console
from tierbill.landing.adoption import adopt_landing
from tierbill.landing.folder import VerifiedLanding, verified_landing
from tierbill.shared.errors import Refused
from tierbill.shared.terminal_tables import TerminalTable, print_wide, printable, say


def verify(
    *,
    landing: Annotated[
        Path | None, typer.Option("--landing", metavar="DIR", help="Verify this landing folder.")
    ] = None,
    adopt_files: Annotated[
        bool,
        typer.Option(
            "--adopt",
            help="Take the files of a landing folder of an earlier version, which has no "
            "checksums, as they are.",
        ),
    ] = False,
) -> None:
    """Verify a landing folder: its ledger, and every landed file by its SHA-256.

    Changes nothing. Damaged and missing files are named, each with what to do, and the exit
    code is 1; files that no ledger names are named, too.

    Example: `tierbill verify --landing landing`
    """
    if landing is None:
        raise Refused("Name what to verify, for example --landing landing.")
    console = Console(highlight=False)
    if adopt_files:
        say(
            console,
            f"{landing}: {adopt_landing(landing)} files are in the ledger with checksums now.",
        )
    verified = verified_landing(landing, message_console())
    print_wide(console, _table(verified))
    for file in verified.unnamed:
        say(console, f"{printable(str(file))}: not in the ledger; the next load moves it.")
    for fault in verified.faults:
        say(console, printable(str(fault)))
    if verified.faults:
        raise typer.Exit(1)
    say(console, f"{landing}: all files are as they were landed.")


def _table(verified: VerifiedLanding) -> TerminalTable:
    table = TerminalTable.of("", ("table",), ("files", "bytes", "damaged"))
    damaged = [fault.entry.table for fault in verified.faults]
    for name, group in groupby(verified.entries, key=lambda entry: entry.table):
        entries = list(group)
        size = sum(entry.landed_bytes for entry in entries)
        table.add_row(name, f"{len(entries):,}", f"{size:,}", f"{damaged.count(name):,}")
    return table
