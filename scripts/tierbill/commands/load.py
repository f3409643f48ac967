"""tierbill load: a dataset into a landing folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tierbill.commands.exits import exit_codes, message_console
from tierbill.commands.options import Fold, InclusiveEnds, Timezone
from tierbill.load.dataset_load import load_dataset
from tierbill.load.load_report import LoadReport
from tierbill.load.time_reading import SHARE, TimeReading
from tierbill.shared.terminal_tables import print_wide, printable


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
) -> None:
    """Load a dataset: all of its files or, if one is refused, none (exit code 2).

    Records that break the input contract are kept as rejected, with file, line and reason.
    Loading a file again changes nothing.

    Example: `tierbill load september --landing landing`
    """
    messages = message_console()
    with exit_codes(), _progress(messages) as progress:
        task = progress.add_task("Loading", total=_size(dataset))
        report = load_dataset(
            dataset,
            landing,
            times=TimeReading(timezone, fold, inclusive_ends),
            advance=lambda size: progress.advance(task, size),
            console=messages,
        )
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
    for name in ("new files", "records", "accepted", "rejected"):
        table.add_column(name, justify="right", no_wrap=True)
    for count in report.by_table():
        numbers = (count.files, count.records, count.accepted, count.rejected)
        table.add_row(count.table, *(f"{number:,}" for number in numbers))
    return table
