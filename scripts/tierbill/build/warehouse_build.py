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
from rich.text import Text

from tierbill.build.accepted_tables import check_accepted, check_loaded
from tierbill.build.build_inputs import build_inputs, has_open_issues
from tierbill.build.build_lock import locked
from tierbill.build.build_progress import BuildProgress
from tierbill.build.build_record import BuildRecord
from tierbill.build.code_version import code_version
from tierbill.build.correction_notice import announce_corrections
from tierbill.build.database_file import check_views, finish_database
from tierbill.build.dbt_run import DATABASE_NAME, DbtBuild, run_dbt
from tierbill.build.derived_closes import Derivation
from tierbill.build.failed_build import failed_build
from tierbill.build.lost_closes import replay_lost_closes
from tierbill.build.publish import KEPT_VERSIONS, check_target, publish, remove, sweep
from tierbill.build.rated_version import begin_database, reason_to_rate_all
from tierbill.build.recorded_settings import recorded_settings, setting_text
from tierbill.build.version_changes import VersionChanges, version_changes
from tierbill.build.warehouse_paths import WarehousePaths, new_build_id
from tierbill.landing.issued import ISSUED, add_issued, copy_issued
from tierbill.landing.lock import landing_held
from tierbill.landing.numbered_loads import check_load
from tierbill.shared.billing_zone import billing_zone
from tierbill.shared.environment import environment_number
from tierbill.shared.errors import BuildFailed, Refused
from tierbill.shared.machine_faults import require_memory
from tierbill.shared.policies import check_policies

# Bytes of memory without which no build starts.
NEEDED = 2_000_000_000


@dataclass(frozen=True)
class BuildRequest:
    """What to build and where to; `landing` None means the demo seeds.

    `as_of` is an instant with its offset, `as_of_load` the number of the last load that counts;
    `settings` are variables of dbt_project.yml that differ from their defaults.
    `replays_lost_closes` derives issued lines again that are damaged or missing. `no_corrections`
    publishes nothing if issued lines are reversed or corrected; without `announces_corrections`
    nothing is printed of them.
    """

    project: Path
    paths: WarehousePaths
    landing: Path | None = None
    as_of: datetime | None = None
    as_of_load: int | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    threads: int | None = None
    full_refresh: bool = False
    replays_lost_closes: bool = False
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
    """Check before anything starts that the published path, the policies and what is asked of
    the landing are acceptable.

    Raises:
        Refused: one of them is not.
    """
    check_target(request.paths)
    check_policies(request.project)
    number = request.as_of_load
    if number is not None and number < 1:
        raise Refused(f"--as-of-load {number}: loads are numbered from 1.")
    if number is not None and request.landing is None:
        raise Refused(
            f"--as-of-load {number}: only a landing folder has loads. Name it with --landing."
        )
    if request.replays_lost_closes and request.landing is None:
        raise Refused(
            "--replay-lost-closes: only a landing folder keeps issued lines. Name it with "
            "--landing."
        )


def build_version(request: BuildRequest, console: Console) -> BuildResult:
    """Build, test and publish, for a caller that checked the request and holds the lock.

    Raises:
        Refused, BuildFailed: as `build_warehouse`.
    """
    check_target(request.paths)
    require_memory(NEEDED)
    check_loaded(request.landing)
    keep = environment_number("TIERBILL_KEEP_VERSIONS", KEPT_VERSIONS)
    checks_issued = not request.replays_lost_closes
    with landing_held(request.landing, console, checks_issued=checks_issued):
        record = _record(request)
        if request.landing is not None and request.as_of_load is not None:
            zone = billing_zone(record.settings["billing_timezone"])
            check_load(request.landing, request.as_of_load, zone)
        return _build(request, record, keep, console)


def _record(request: BuildRequest) -> BuildRecord:
    return BuildRecord(
        build_id=new_build_id(),
        code_version=code_version(request.project),
        dbt_version=version("dbt-core"),
        built_at=datetime.now(UTC),
        as_of=request.as_of,
        as_of_load=request.as_of_load,
        settings=recorded_settings(request.project, request.settings),
        inputs=build_inputs(request.project, request.landing, request.as_of_load),
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
            _replay_lost(request, record, folder, progress, console)
            version = _rated_version(request, record, console)
            begin_database(built, version)
            copy_issued(request.landing, folder / ISSUED)
            outcome = run_dbt(_dbt_build(request, record, version), progress.on_event)
            if not outcome.succeeded:
                said = "The build failed; nothing was published."
                raise BuildFailed(failed_build(outcome, paths.log(build_id), said))
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


def _rated_version(request: BuildRequest, record: BuildRecord, console: Console) -> Path | None:
    """Return the published version that the build goes on from; None if it rates everything."""
    version = request.paths.current()
    if version is None or request.full_refresh:
        return None
    reason = reason_to_rate_all(version, record)
    if reason is None:
        return version
    console.print(Text(f"Everything is rated: {reason}."))
    return None


def _replay_lost(
    request: BuildRequest,
    record: BuildRecord,
    folder: Path,
    progress: BuildProgress,
    console: Console,
) -> None:
    if request.landing is None or not request.replays_lost_closes:
        return
    derivation = Derivation(
        project=request.project,
        landing=request.landing,
        artifacts=request.paths.log(record.build_id).parent,
        settings=request.settings,
        threads=request.threads,
    )
    for notice in replay_lost_closes(derivation, folder / "replay", progress.on_event):
        console.print(Text(notice))


def _dbt_build(request: BuildRequest, record: BuildRecord, version: Path | None) -> DbtBuild:
    folder = request.paths.build_folder(record.build_id)
    knowledge: dict[str, object] = {}
    if request.as_of is not None:
        knowledge["as_of"] = setting_text(request.as_of)
    if request.as_of_load is not None:
        knowledge["as_of_load"] = request.as_of_load
    return DbtBuild(
        project=request.project,
        folder=folder,
        artifacts=request.paths.log(record.build_id).parent,
        landing=request.landing,
        variables=request.settings,
        knowledge=knowledge,
        threads=request.threads,
        full_refresh=request.full_refresh,
        has_issues=has_open_issues(request.project, request.landing),
        code_version=record.code_version,
        settings=record.settings,
        rated_version=version,
    )
