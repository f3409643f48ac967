"""tierbill load: a dataset into a landing folder."""

from __future__ import annotations

import sys
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tierbill.commands.exits import exit_codes, message_console
from tierbill.commands.option_values import parse_instant
from tierbill.commands.options import Fold, InclusiveEnds, Timezone
from tierbill.load.dataset_load import load_dataset
from tierbill.load.load_report import LoadReport
from tierbill.load.replaced_scope import parse_scope
from tierbill.load.replacement import Replacement, ReplacementRequest, TooMuchTakenBack
from tierbill.load.time_reading import SHARE, TimeReading
from tierbill.shared.errors import Refused
from tierbill.shared.terminal_tables import print_wide, printable

MOST_KEYS = 20
"""Retracted keys that are printed one by one."""


def load(
    *,
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET", help="Folder with a file or a folder of files per raw table."
        ),
    ],
    landing: Annotated[
        Path, typer.Option(metavar="DIR", help="Landing folder; made if it is new.")
    ] = Path("landing"),
    timezone: Timezone = None,
    fold: Fold = None,
    inclusive_ends: InclusiveEnds = None,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Write NAME/ before the ids of usage, orders and adjustments, so that two "
            "sources may count alike.",
        ),
    ] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TABLE:YYYY-MM[:owner=ID|:provider=ID]",
            help="The dataset is all there is of that table, billing month and party: what is in "
            "force there and not delivered is taken back; may be repeated.",
        ),
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="When the dataset became known: from then on what --replace takes back is not "
            "there; without it, now.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what --replace would take back; load nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take back more than half of a scope without asking.")
    ] = False,
) -> None:
    """Load a dataset: all of its files or, if one is refused, none (exit code 2).

    Records that break the input contract are kept as rejected, with file, line and reason.
    Loading a file again changes nothing. `--replace` lists what it takes back; more than half of
    a scope asks first, and without a terminal needs `--yes`.

    Example: `tierbill load september --landing landing`
    """
    messages = message_console()
    with exit_codes():
        if dry_run and not replace:
            raise Refused("--dry-run shows what --replace would take back. Name a scope, too.")
        request = ReplacementRequest(
            tuple(parse_scope(text) for text in replace or []),
            parse_instant("--known-at", known_at) if known_at else None,
            is_trial=dry_run,
            may_be_large=yes,
        )

        def loaded(request: ReplacementRequest) -> LoadReport:
            with _progress(messages) as progress:
                task = progress.add_task("Loading", total=_size(dataset))
                return load_dataset(
                    dataset,
                    landing,
                    times=TimeReading(timezone, fold, inclusive_ends),
                    source=source,
                    replaced=request,
                    advance=lambda size: progress.advance(task, size),
                    console=messages,
                )

        try:
            report = loaded(request)
        except TooMuchTakenBack as refused:
            if not sys.stdin.isatty():
                raise
            messages.print(Text(str(refused)))
            typer.confirm("Take them back?", abort=True, err=True)
            report = loaded(replace_fields(request, may_be_large=True))
    for notice in report.notices:
        messages.print(Text(printable(notice)))
    console = Console(highlight=False)
    print_wide(console, _table(report))
    for file in report.files:
        if not file.is_new:
            name, before = printable(file.source_file), printable(file.entry.source_file)
            again = "; it was damaged in the landing and landed again" if file.is_repaired else ""
            console.print(Text(f"{name}: already loaded, as {before}{again}"), soft_wrap=True)
    for line in ends_moved(report, inclusive_ends):
        console.print(Text(line), soft_wrap=True)
    for replacement in report.replacements:
        for line in taken_back(replacement, is_trial=dry_run):
            console.print(Text(printable(line)), soft_wrap=True)
    if dry_run:
        console.print("Nothing was loaded.", soft_wrap=True)
    if report.load_id:
        console.print(f"Load {report.load_id} is in {landing}.", soft_wrap=True)


def ends_moved(report: LoadReport, step: str | None) -> list[str]:
    """What became of the ends of each usage file; empty if no step was told."""
    return [
        f"{printable(file.source_file)}: "
        + (
            f"the ends of {file.entry.records:,} records were moved by {step}"
            if file.entry.inclusive_ends
            else f"its ends are no inclusive ones of {step} (fewer than {SHARE} % lie {step} "
            "before a full minute); they stay as they are"
        )
        for file in report.files
        if step and file.entry.table == "usage"
    ]


def taken_back(replacement: Replacement, *, is_trial: bool) -> list[str]:
    """What the delivery of a scope takes back, by key, and how many records it brings back."""
    keys, scope = replacement.retracted_keys, replacement.scope
    verb = "would be retracted" if is_trial else "retracted"
    lines = [f"{scope.text}: {len(keys):,} of {replacement.current:,} records in force {verb}"]
    lines += [f"  {key}" for key in keys[:MOST_KEYS]]
    if len(keys) > MOST_KEYS:
        lines.append(f"  and {len(keys) - MOST_KEYS:,} more, all in the raw table retractions")
    if replacement.restated:
        verb = "would come back" if is_trial else "came back"
        lines.append(f"  {replacement.restated:,} delivered records {verb} in place of newer ones")
    return lines


def _progress(messages: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=messages,
        transient=True,
    )


def _size(dataset: Path) -> int:
    return sum(path.stat().st_size for path in dataset.rglob("*") if path.is_file())


def _table(report: LoadReport) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("table", no_wrap=True)
    for name in ("new files", "records", "accepted", "rejected", "retracts"):
        table.add_column(name, justify="right", no_wrap=True)
    for count in report.by_table():
        numbers = (count.files, count.records, count.accepted, count.rejected, count.retracts)
        table.add_row(count.table, *(f"{number:,}" for number in numbers))
    return table
