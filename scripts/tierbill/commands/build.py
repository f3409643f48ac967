"""tierbill build: models and tests over what was loaded, then one switch of the published file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierbill.build.warehouse_build import BuildRequest, BuildResult, build_warehouse
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.commands.exits import exit_codes, message_console
from tierbill.commands.option_values import parse_instant
from tierbill.commands.options import AsOf, Settings, Threads, Warehouse
from tierbill.shared.project import default_warehouse, project_root
from tierbill.shared.settings import parse_settings


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
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Let dbt rebuild what it keeps incrementally.")
    ] = False,
    threads: Threads = None,
    settings: Settings = None,
) -> None:
    """Build the warehouse from a landing folder and publish it if every test passes.

    Readers of FILE see the old warehouse until the new one is whole; a build that fails or is
    killed changes nothing. The last three
    versions stay in FILE.versions (environment TIERBILL_KEEP_VERSIONS for another number).

    Example: `tierbill build --landing landing --warehouse bills.duckdb`
    """
    with exit_codes():
        project = project_root()
        request = BuildRequest(
            project=project,
            paths=WarehousePaths.of(warehouse or default_warehouse()),
            landing=landing.resolve() if landing else None,
            as_of=parse_instant("--as-of", as_of) if as_of else None,
            settings=parse_settings(project, settings or []),
            threads=threads,
            full_refresh=full_refresh,
        )
        say_built(build_warehouse(request, message_console()), request.paths.file)


def say_built(result: BuildResult, file: Path) -> None:
    """Say in one line what was built and published."""
    passed, warned = result.counts.get("pass", 0), result.counts.get("warn", 0)
    warnings = f", {warned} with a warning (see {result.log})" if warned else ""
    message_console().print(
        f"Published {file}: build {result.build_id}, {passed + warned} steps and tests{warnings}."
    )
