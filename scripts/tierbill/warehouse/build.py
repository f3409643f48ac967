"""Build a warehouse: dbt into a new file, its tests in that file, then one switch of a link.

dbt reads the project, seconds of work, before it reads any record. So a build is prepared first,
and whoever changes the landing folder does so before it is finished.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from tierbill.landing.lock import landing_held
from tierbill.shared.errors import BuildFailed
from tierbill.shared.settings import environment_number, project_settings
from tierbill.warehouse.code_version import code_version
from tierbill.warehouse.dbt import DbtJob, DbtOutcome, DbtProcess, DbtProject, dbt_started
from tierbill.warehouse.finish import check_views, create_database, finish_database, move_landing
from tierbill.warehouse.inputs import build_inputs, has_records
from tierbill.warehouse.lock import locked
from tierbill.warehouse.meta import BuildRecord
from tierbill.warehouse.paths import WarehousePaths, new_build_id
from tierbill.warehouse.progress import BuildProgress
from tierbill.warehouse.publish import KEPT_VERSIONS, check_target, publish, remove, sweep
from tierbill.warehouse.slots import DATABASE_NAME, Slot, slot

SHOWN_FAILURES = 10
# What profiles.yml reads from the environment and dbt counts as part of its parse.
PARSED_ENVIRONMENT = ("TIERBILL_MEMORY_LIMIT", "TIERBILL_THREADS")


@dataclass(frozen=True)
class BuildRequest:
    """What to build and where to; `landing` None means the demo seeds.

    `as_of` is an instant with its offset; `settings` are variables of dbt_project.yml that
    differ from their defaults.
    """

    project: Path
    paths: WarehousePaths
    landing: Path | None = None
    as_of: datetime | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    threads: int | None = None
    full_refresh: bool = False


@dataclass(frozen=True)
class BuildResult:
    """A published build: how many steps ended in which result, and the version's path."""

    build_id: str
    version: Path
    counts: Mapping[str, int]
    log: Path


def build_warehouse(request: BuildRequest, console: Console) -> BuildResult:
    """Build, test and publish; progress and messages go to `console`.

    Raises:
        Refused: the published path, the landing or a setting is not acceptable.
        BuildFailed: a model, a test or a check failed; the published path is as it was.
    """
    check_target(request.paths)
    with locked(request.paths, console), build_prepared(request, console) as build:
        return build.finish()


@contextmanager
def build_prepared(request: BuildRequest, console: Console) -> Iterator[PreparedBuild]:
    """Let dbt begin to read the project, for a caller that holds the lock of the warehouse.

    Until the build is finished nothing of it reads the landing folder; if it is not, nothing of
    it is left behind.
    """
    variables = dict(request.settings)
    if request.as_of is not None:
        variables["as_of"] = _text(request.as_of)
    # Everything dbt looks at to decide whether its last parse still holds.
    state = {
        "variables": variables,
        "threads": request.threads,
        "environment": {name: os.environ.get(name) for name in PARSED_ENVIRONMENT},
        "from_landing": request.landing is not None,
    }
    with slot(request.project, state) as held:
        project = DbtProject(
            project=request.project,
            target=held.folder,
            database=held.database,
            spill=held.warehouse / "spill",
            landing=held.landing if request.landing else None,
            variables=variables,
            threads=request.threads,
            inherited_descriptors=(held.lock_descriptor,),
        )
        with dbt_started(project) as dbt:
            yield PreparedBuild(request, console, held, dbt, code_version(request.project))


@dataclass(frozen=True)
class PreparedBuild:
    """A build of which dbt reads the project already; `code` is the version that it reads."""

    request: BuildRequest
    console: Console
    slot: Slot
    dbt: DbtProcess
    code: str

    def finish(self) -> BuildResult:
        """Build from what the landing folder holds now, test and publish.

        Raises:
            Refused, BuildFailed: as `build_warehouse`.
        """
        check_target(self.request.paths)
        keep = environment_number("TIERBILL_KEEP_VERSIONS", KEPT_VERSIONS)
        with landing_held(self.request.landing, self.console):
            return self._build(self._record(), keep)

    def _record(self) -> BuildRecord:
        request = self.request
        settings = dict(project_settings(request.project)) | dict(request.settings)
        return BuildRecord(
            build_id=new_build_id(),
            code_version=self.code,
            dbt_version=version("dbt-core"),
            built_at=datetime.now(UTC),
            as_of=request.as_of,
            settings={name: _text(value) for name, value in settings.items() if name != "as_of"},
            inputs=build_inputs(request.project, request.landing),
        )

    def _build(self, record: BuildRecord, keep: int) -> BuildResult:
        paths, build_id = self.request.paths, record.build_id
        paths.logs.mkdir(parents=True, exist_ok=True)
        sweep(paths)
        folder = paths.build_folder(build_id)
        folder.mkdir()
        try:
            with BuildProgress(self.console) as progress:
                outcome = self._run_dbt(build_id, folder, progress)
                if not outcome.succeeded:
                    raise BuildFailed(_explain(outcome, paths.log(build_id)))
                progress.phase("Publishing")
                built = folder / DATABASE_NAME
                finish_database(built, record)
                check_views(built, build_id)
                published = publish(paths, built, build_id, keep=keep)
        finally:
            remove(folder)
        return BuildResult(build_id, published, outcome.counts, paths.log(build_id))

    def _run_dbt(self, build_id: str, folder: Path, progress: BuildProgress) -> DbtOutcome:
        request, database = self.request, folder / DATABASE_NAME
        create_database(database)
        self.slot.link(folder, request.landing)
        job = DbtJob(
            log=request.paths.log(build_id),
            full_refresh=request.full_refresh,
            has_issues=has_records(request.project, request.landing, "bill_issues"),
        )
        outcome = self.dbt.build(job, progress.on_event)
        if outcome.succeeded and request.landing is not None:
            move_landing(database, self.slot.landing, request.landing)
        return outcome


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    return str(value)


def _explain(outcome: DbtOutcome, log: Path) -> str:
    """Say which node failed and why, in the words of dbt, and where the whole log lies."""
    lines = ["The build failed; nothing was published."]
    for failure in outcome.failures[:SHOWN_FAILURES]:
        lines.append(f"\n{failure.kind} {failure.name} ({failure.path})")
        lines += [f"  {line}" for line in failure.message.splitlines()]
        if failure.code is not None:
            lines.append(f"  the SQL that ran: {failure.code}")
    more = len(outcome.failures) - SHOWN_FAILURES
    if more > 0:
        lines.append(f"\n... and {more} more failures.")
    if skipped := outcome.counts.get("skip", 0):
        lines.append(f"\nSkipped because of that: {skipped}.")
    lines += [f"  {line}" for error in outcome.errors for line in error.splitlines()]
    if not outcome.failures and not outcome.errors:
        lines.append(f"dbt ended with code {outcome.exit_code} and built nothing.")
    lines.append(f"\nThe whole log: {log}")
    return "\n".join(lines)
