"""Build a warehouse: dbt into a new file, its tests in that file, then one switch of a link.

A build holds two locks: one build at a time for a warehouse, no load while its landing is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from tierbill.build.accepted_tables import check_accepted, check_loaded
from tierbill.build.build_inputs import build_inputs, has_open_issues
from tierbill.build.build_lock import locked
from tierbill.build.build_progress import BuildProgress
from tierbill.build.build_record import BuildRecord
from tierbill.build.code_version import code_version
from tierbill.build.correction_notice import announce_corrections
from tierbill.build.database_file import check_views, create_database, finish_database
from tierbill.build.dbt_run import DATABASE_NAME, DbtBuild, DbtOutcome, run_dbt
from tierbill.build.publish import KEPT_VERSIONS, check_target, publish, remove, sweep
from tierbill.build.version_changes import VersionChanges, version_changes
from tierbill.build.warehouse_paths import WarehousePaths, new_build_id
from tierbill.landing.issued import ISSUED, add_issued, copy_issued
from tierbill.landing.lock import landing_held
from tierbill.shared.environment import environment_number
from tierbill.shared.errors import BuildFailed
from tierbill.shared.machine_faults import NO_MEMORY, fault_in_text, require_memory
from tierbill.shared.policies import check_policies
from tierbill.shared.settings import NOT_SET_BY_HAND, project_settings

SHOWN_FAILURES = 10
# Bytes of memory without which no build starts.
NEEDED = 2_000_000_000


@dataclass(frozen=True)
class BuildRequest:
    """What to build and where to; `landing` None means the demo seeds.

    `as_of` is an instant with its offset, `as_of_load` the last load that counts; `settings` are variables of dbt_project.yml that
    differ from their defaults. `no_corrections` publishes nothing if issued lines are reversed or
    corrected; without `announces_corrections` nothing is printed of them.
    """

    project: Path
    paths: WarehousePaths
    landing: Path | None = None
    as_of: datetime | None = None
    as_of_load: int | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    threads: int | None = None
    full_refresh: bool = False
    no_corrections: bool = False
    announces_corrections: bool = True


@dataclass(frozen=True)
class BuildResult:
    """A published build: how many steps ended in which result, the version's path, and what it
    changes against the version before.
    """

    build_id: str
    version: Path
    changes: VersionChanges
    counts: Mapping[str, int]
    log: Path


def build_warehouse(request: BuildRequest, console: Console) -> BuildResult:
    """Build, test and publish; progress and messages go to `console`.

    Raises:
        Refused: the published path, the landing or a setting is not acceptable.
        BuildFailed: a model, a test or a check failed; the published path is as it was.
    """
    check_request(request)
    with locked(request.paths, console):
        return build_version(request, console)


def check_request(request: BuildRequest) -> None:
    """Check before anything starts that the published path and the policies are acceptable.

    Raises:
        Refused: one of them is not.
    """
    check_target(request.paths)
    check_policies(request.project)


def build_version(request: BuildRequest, console: Console) -> BuildResult:
    """Build, test and publish, for a caller that checked the request and holds the lock.

    Raises:
        Refused, BuildFailed: as `build_warehouse`.
    """
    check_target(request.paths)
    require_memory(NEEDED)
    check_loaded(request.landing)
    keep = environment_number("TIERBILL_KEEP_VERSIONS", KEPT_VERSIONS)
    with landing_held(request.landing, console):
        return _build(request, _record(request), keep, console)


def _record(request: BuildRequest) -> BuildRecord:
    settings = dict(project_settings(request.project)) | dict(request.settings)
    return BuildRecord(
        build_id=new_build_id(),
        code_version=code_version(request.project),
        dbt_version=version("dbt-core"),
        built_at=datetime.now(UTC),
        as_of=request.as_of,
        as_of_load=request.as_of_load,
        settings={
            name: _text(value) for name, value in settings.items() if name not in NOT_SET_BY_HAND
        },
        inputs=build_inputs(request.project, request.landing),
    )


def _build(request: BuildRequest, record: BuildRecord, keep: int, console: Console) -> BuildResult:
    paths, build_id = request.paths, record.build_id
    paths.logs.mkdir(parents=True, exist_ok=True)
    sweep(paths)
    folder = paths.build_folder(build_id)
    folder.mkdir()
    try:
        built = folder / DATABASE_NAME
        with BuildProgress(console) as progress:
            create_database(built)
            copy_issued(request.landing, folder / ISSUED)
            outcome = run_dbt(_dbt_build(request, record), progress.on_event)
            if not outcome.succeeded:
                raise BuildFailed(_explain(outcome, paths.log(build_id)))
            progress.phase("Publishing")
            check_accepted(built, request.landing)
            finish_database(built, record)
            check_views(built, build_id)
            changes = version_changes(built, paths.current())
            if request.announces_corrections:
                announce_corrections(changes, console, allowed=not request.no_corrections)
            if request.landing is not None:
                add_issued(request.landing, folder / ISSUED)
            published = publish(paths, built, build_id, keep=keep)
    finally:
        remove(folder)
    return BuildResult(build_id, published, changes, outcome.counts, paths.log(build_id))


def _dbt_build(request: BuildRequest, record: BuildRecord) -> DbtBuild:
    folder = request.paths.build_folder(record.build_id)
    knowledge: dict[str, object] = {}
    if request.as_of is not None:
        knowledge["as_of"] = _text(request.as_of)
    if request.as_of_load is not None:
        knowledge["as_of_load"] = request.as_of_load
    return DbtBuild(
        project=request.project,
        folder=folder,
        artifacts=request.paths.log(record.build_id).parent,
        issued=folder / ISSUED,
        landing=request.landing,
        variables=request.settings,
        knowledge=knowledge,
        threads=request.threads,
        full_refresh=request.full_refresh,
        has_issues=has_open_issues(request.project, request.landing),
        code_version=record.code_version,
        settings=record.settings,
    )


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    return str(value)


def _explain(outcome: DbtOutcome, log: Path) -> str:
    """Return which node failed and why, in the words of dbt, and the path of the log; one line if
    it was the machine.
    """
    said = [*(failure.message for failure in outcome.failures), *outcome.errors]
    if fault := fault_in_text("\n".join(said)):
        return f"{fault} The whole log: {log}"
    if outcome.exit_code < 0:
        return (
            f"dbt was ended by signal {-outcome.exit_code}, mostly for want of memory; nothing "
            f"was published. {NO_MEMORY} The whole log: {log}"
        )
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
