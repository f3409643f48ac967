"""tierbill run: from a raw dataset to bills in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tierbill.build.build_lock import locked
from tierbill.build.warehouse_build import BuildRequest, build_version, check_request
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.commands.build_result import build_json, say_built, say_outcome
from tierbill.commands.exits import fail_if_rejected, message_console, print_json
from tierbill.commands.load_result import digits_rounded, ends_moved, load_json
from tierbill.commands.option_values import parse_instant
from tierbill.commands.options import (
    AllowRejected,
    AsOf,
    AsOfLoad,
    Exact,
    FailOnRejected,
    Fold,
    InclusiveEnds,
    NoCorrections,
    Output,
    OutputFormat,
    ReplayLostCloses,
    RoundDigits,
    Settings,
    Threads,
    Timezone,
)
from tierbill.landing.folder import missing_required
from tierbill.load.dataset_load import load_dataset
from tierbill.load.load_report import LoadReport
from tierbill.load.time_reading import TimeReading
from tierbill.shared.errors import Refused
from tierbill.shared.project import project_root
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.shared.settings import parse_settings
from tierbill.shared.terminal_tables import print_wide, printable, say
from tierbill.show.accounting import accounting
from tierbill.show.build_summary import bills_table, example_bill, next_commands


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
    as_of_load: AsOfLoad = None,
    threads: Threads = None,
    timezone: Timezone = None,
    fold: Fold = None,
    inclusive_ends: InclusiveEnds = None,
    settings: Settings = None,
    round_digits: RoundDigits = False,
    allow_rejected: AllowRejected = False,
    replay_lost_closes: ReplayLostCloses = False,
    no_corrections: NoCorrections = False,
    fail_on_rejected: FailOnRejected = False,
    exact: Exact = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Load a dataset, rate it, publish the warehouse and show what came out.

    Example: `tierbill run september --warehouse bills.duckdb`
    """
    messages = message_console()
    project = project_root()
    paths = WarehousePaths.of(warehouse)
    request = BuildRequest(
        project=project,
        paths=paths,
        landing=(landing or paths.landing).resolve(),
        as_of=parse_instant("--as-of", as_of) if as_of else None,
        as_of_load=as_of_load,
        settings=parse_settings(project, settings or []),
        threads=threads,
        replays_lost_closes=replay_lost_closes,
        no_corrections=no_corrections,
    )
    check_request(request)
    with locked(paths, messages):
        times = TimeReading(timezone, fold, inclusive_ends)
        report = load_dataset(
            dataset,
            request.landing,
            times=times,
            replace=landing is None,
            round_digits=round_digits,
            allow_rejected=allow_rejected,
            console=messages,
        )
        _check_complete(dataset, request.landing, report, messages)
        result = build_version(request, messages)
    with open_warehouse(result.version) as database:
        if output is Output.JSON:
            account = accounting(database)
            loaded = {"load": load_json(report, request.landing)}
            print_json(loaded | build_json(result, paths.file, account))
        else:
            say_built(result, paths.file)
            console = Console(highlight=False)
            for line in [*ends_moved(report, inclusive_ends), *digits_rounded(report)]:
                say(console, line)
            account = say_outcome(console, database, result.changes, exact=exact)
            print_wide(console, bills_table(database, exact=exact))
            say(console, next_commands(warehouse, example_bill(database)))
    if fail_on_rejected:
        fail_if_rejected(account.open)


def _check_complete(dataset: Path, landing: Path, report: LoadReport, messages: Console) -> None:
    for notice in report.notices:
        messages.print(Text(printable(notice)))
    if missing := missing_required(landing):
        delivered = sorted({file.entry.table for file in report.files})
        raise Refused(
            f"{dataset}: it has {', '.join(delivered)}; required tables are missing: "
            f"{', '.join(sorted(missing))}. Add a file for each of them, or load the dataset into "
            "a landing that has them (--landing). docs/inputs.md describes the tables."
        )
