"""tierbill build: models and tests over what was loaded, then one switch of the published file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.build.warehouse_build import BuildRequest, build_warehouse
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.commands.build_result import build_json, say_built, say_outcome
from tierbill.commands.exits import fail_if_rejected, message_console, print_json
from tierbill.commands.option_values import parse_instant
from tierbill.commands.options import (
    AsOf,
    AsOfLoad,
    Exact,
    FailOnRejected,
    NoCorrections,
    Output,
    OutputFormat,
    ReplayLostCloses,
    Settings,
    Threads,
    Warehouse,
)
from tierbill.shared.project import default_warehouse, project_root
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.shared.settings import parse_settings
from tierbill.show.accounting import accounting


def build(
    *,
    landing: Annotated[
        Path | None,
        typer.Option(
            "--landing", metavar="DIR", help="Landing folder; without it the demo seeds are built."
        ),
    ] = None,
    warehouse: Warehouse = None,
    as_of: AsOf = None,
    as_of_load: AsOfLoad = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Rate everything; the result is the same.")
    ] = False,
    threads: Threads = None,
    settings: Settings = None,
    replay_lost_closes: ReplayLostCloses = False,
    no_corrections: NoCorrections = False,
    fail_on_rejected: FailOnRejected = False,
    exact: Exact = False,
    output: OutputFormat = Output.TEXT,
) -> None:
    """Build the warehouse from a landing folder and publish it if every test passes.

    Readers of FILE see the old warehouse until the new one is whole; a build that fails or is
    killed changes nothing. It ends with what became of the records, the findings and what changed
    against the version before. The last three versions stay in FILE.versions (environment
    TIERBILL_KEEP_VERSIONS for another number).

    Example: `tierbill build --landing landing --warehouse bills.duckdb`
    """
    project = project_root()
    request = BuildRequest(
        project=project,
        paths=WarehousePaths.of(warehouse or default_warehouse()),
        landing=landing.resolve() if landing else None,
        as_of=parse_instant("--as-of", as_of) if as_of else None,
        as_of_load=as_of_load,
        settings=parse_settings(project, settings or []),
        threads=threads,
        replays_lost_closes=replay_lost_closes,
        no_corrections=no_corrections,
        full_refresh=full_refresh,
    )
    result = build_warehouse(request, message_console())
    with open_warehouse(result.version) as database:
        if output is Output.JSON:
            account = accounting(database)
            print_json(build_json(result, request.paths.file, account))
        else:
            say_built(result, request.paths.file)
            console = Console(highlight=False)
            account = say_outcome(console, database, result.changes, exact=exact)
    if fail_on_rejected:
        fail_if_rejected(account.open)
