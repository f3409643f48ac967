"""tierbill verify: whether what lies on the disk is still what was written."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.build.replayed_landing import replayed_landing
from tierbill.commands.exits import message_console
from tierbill.commands.options import Settings
from tierbill.commands.replay_result import say_replay
from tierbill.landing.adoption import adopt_landing
from tierbill.landing.folder import VerifiedLanding, verified_landing
from tierbill.landing.issued import ISSUED
from tierbill.shared.errors import Refused
from tierbill.shared.project import project_root
from tierbill.shared.settings import parse_settings
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
    replay: Annotated[
        bool,
        typer.Option(
            "--replay",
            help="Derive all issued lines from the records again, too, and list every line that "
            "differs. It takes as long as a build or longer.",
        ),
    ] = False,
    settings: Settings = None,
) -> None:
    """Verify a landing folder: its ledgers, and every file that they name by its SHA-256.

    Changes nothing. Damaged and missing files are named, each with what to do, and the exit
    code is 1; files that no ledger names are named, too, and a `--replay` moves them aside as a
    build does. With `--replay` the exit code is also 1 if an issued line differs from what the
    records give with the present code and the settings of `--set`.

    Example: `tierbill verify --landing landing`
    """
    if landing is None:
        raise Refused("Name what to verify, for example --landing landing.")
    if settings and not replay:
        raise Refused("--set says how issued lines are derived again. Give --replay, too.")
    project = project_root()
    given = parse_settings(project, settings or [])
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
    if replay:
        found = replayed_landing(project, landing.resolve(), given, message_console())
        say_replay(console, found)
        if found.replay.difference_count:
            raise typer.Exit(1)


def _table(verified: VerifiedLanding) -> TerminalTable:
    table = TerminalTable.of("", ("table",), ("files", "bytes", "damaged"))
    damaged = [fault.table for fault in verified.faults]
    for name, group in groupby(verified.entries, key=lambda entry: entry.table):
        sizes = [entry.landed_bytes for entry in group]
        table.add_row(name, f"{len(sizes):,}", f"{sum(sizes):,}", f"{damaged.count(name):,}")
    if verified.closes:
        sizes = [close.bytes for close in verified.closes]
        count = damaged.count(ISSUED)
        table.add_row("issued lines", f"{len(sizes):,}", f"{sum(sizes):,}", f"{count:,}")
    return table
