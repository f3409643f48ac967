"""tierbill run: from a raw dataset to bills in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tierbill.build.build_lock import locked
from tierbill.build.publish import check_target
from tierbill.build.warehouse_build import BuildRequest, build_version
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.commands.build import say_built
from tierbill.commands.exits import exit_codes, message_console
from tierbill.commands.load import ends_moved
from tierbill.commands.option_values import parse_instant
from tierbill.commands.options import AsOf, Fold, InclusiveEnds, Settings, Threads, Timezone
from tierbill.landing.folder import missing_required
from tierbill.load.dataset_load import load_dataset
from tierbill.load.load_report import LoadReport
from tierbill.load.time_reading import TimeReading
from tierbill.shared.errors import Refused
from tierbill.shared.project import project_root
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.shared.settings import parse_settings
from tierbill.shared.terminal_tables import print_wide, printable
from tierbill.show.build_summary import example_bill, next_commands, summary_tables


def run(
    *,
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET", help="Folder with a file or a folder of files per raw table."
        ),
    ],
    warehouse: Annotated[
        Path, typer.Option("--warehouse", metavar="FILE", help="The warehouse to publish.")
    ],
    landing: Annotated[
        Path | None,
        typer.Option(
            "--landing",
            metavar="DIR",
            help="Landing folder to add the dataset to. Without it FILE.landing is used and "
            "holds exactly this dataset.",
        ),
    ] = None,
    as_of: AsOf = None,
    threads: Threads = None,
    timezone: Timezone = None,
    fold: Fold = None,
    inclusive_ends: InclusiveEnds = None,
    settings: Settings = None,
) -> None:
    """Load a dataset, rate it, publish the warehouse and show what came out.

    Example: `tierbill run september --warehouse bills.duckdb`
    """
    messages = message_console()
    with exit_codes():
        project = project_root()
        paths = WarehousePaths.of(warehouse)
        request = BuildRequest(
            project=project,
            paths=paths,
            landing=(landing or paths.landing).resolve(),
            as_of=parse_instant("--as-of", as_of) if as_of else None,
            settings=parse_settings(project, settings or []),
            threads=threads,
        )
        check_target(paths)
        with locked(paths, messages):
            times = TimeReading(timezone, fold, inclusive_ends)
            report = _load(dataset, request.landing, times, messages, replace=landing is None)
            result = build_version(request, messages)
        say_built(result, paths.file)
        console = Console(highlight=False)
        for line in ends_moved(report, inclusive_ends):
            console.print(Text(line), soft_wrap=True)
        with open_warehouse(result.version) as database:
            for table in summary_tables(database):
                print_wide(console, table)
            console.print(next_commands(warehouse, example_bill(database)), soft_wrap=True)


def _load(
    dataset: Path, landing: Path, times: TimeReading, messages: Console, *, replace: bool
) -> LoadReport:
    report = load_dataset(dataset, landing, times=times, replace=replace, console=messages)
    for notice in report.notices:
        messages.print(Text(printable(notice)))
    missing = missing_required(landing)
    if missing:
        raise Refused(
            f"{dataset}: required tables are missing: {', '.join(sorted(missing))}. "
            "A dataset has at least these; see docs/inputs.md."
        )
    return report
