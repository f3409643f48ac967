"""tierbill load: a dataset into a landing folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from tierbill.commands.exits import exit_codes, fail_if_rejected, message_console, print_json
from tierbill.commands.load_result import ends_moved, load_json, say_loaded
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
from tierbill.load.time_reading import TimeReading
from tierbill.shared.terminal_tables import printable


def load(
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
    *,
    round_digits: RoundDigits = False,
    allow_rejected: AllowRejected = False,
    fail_on_rejected: FailOnRejected = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Load a dataset: all of its files or, if one is refused, none (exit code 2).

    Records that break the input contract are kept as rejected, with file, line and reason. If
    that is all of a required table or more than half of all records, nothing is loaded (exit
    code 3). Loading a file again changes nothing.

    Example: `tierbill load september --landing landing`
    """
    messages = message_console()
    with exit_codes(), _progress(messages) as progress:
        task = progress.add_task("Loading", total=_size(dataset))
        report = load_dataset(
            dataset,
            landing,
            times=TimeReading(timezone, fold, inclusive_ends),
            round_digits=round_digits,
            allow_rejected=allow_rejected,
            advance=lambda size: progress.advance(task, size),
            console=messages,
        )
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
