"""tierbill load: a dataset into a landing folder."""

from __future__ import annotations

import sys
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from tierbill.commands.exits import fail_if_rejected, message_console, print_json
from tierbill.commands.load_result import ends_moved, load_json, say_loaded
from tierbill.commands.option_values import parse_instant
from tierbill.commands.options import (
    AllowRejected,
    FailOnRejected,
    Fold,
    InclusiveEnds,
    Output,
    OutputFormat,
    RoundDigits,
    Timezone,
)
from tierbill.load.dataset_load import load_dataset
from tierbill.load.load_report import LoadReport
from tierbill.load.replaced_scope import parse_scope
from tierbill.load.replacement import ReplacementRequest, TooMuchTakenBack
from tierbill.load.time_reading import TimeReading
from tierbill.shared.errors import Refused
from tierbill.shared.terminal_tables import printable


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
    round_digits: RoundDigits = False,
    allow_rejected: AllowRejected = False,
    fail_on_rejected: FailOnRejected = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Load a dataset: all of its files or, if one is refused, none (exit code 2).

    Records that break the input contract are kept as rejected, with file, line and reason. If
    that is all of a required table or more than half of all records, nothing is loaded (exit
    code 3). Loading a file again changes nothing. `--replace` lists what it takes back; more than
    half of a scope asks first, and without a terminal needs `--yes`.

    Example: `tierbill load september --landing landing`
    """
    messages = message_console()
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
                round_digits=round_digits,
                allow_rejected=allow_rejected,
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
    if output is Output.JSON:
        print_json(load_json(report, landing))
    else:
        say_loaded(Console(highlight=False), report, landing, ends_moved(report, inclusive_ends))
    if fail_on_rejected:
        fail_if_rejected(report.rejected)


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
