"""Run dbt as a process of its own and read what it says.

Not in this process: dbt would keep the database open. The process is started early, for it takes
seconds to read the project, and is told later what to build. What dbt says comes as one JSON event
a line; it goes to the build's log and, event by event, to whoever shows the progress.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

Event = Mapping[str, Any]


@dataclass(frozen=True)
class DbtProject:
    """The project at `project` as dbt reads it, before anything is built into `database`.

    `variables` goes to `--vars` if it is not empty. `landing` None means the demo seeds.
    """

    project: Path
    target: Path
    database: Path
    spill: Path
    landing: Path | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    threads: int | None = None
    inherited_descriptors: Sequence[int] = ()


@dataclass(frozen=True)
class DbtJob:
    """One `dbt build`; `has_issues` says that there are issued months to close first."""

    log: Path
    full_refresh: bool = False
    has_issues: bool = False


@dataclass(frozen=True)
class Failure:
    """A model, seed or test that failed: where it stands, why, and the SQL that ran, if any."""

    kind: str
    name: str
    path: str
    message: str = ""
    code: str | None = None


@dataclass(frozen=True)
class DbtOutcome:
    """How a `dbt build` ended.

    `counts` are the steps by result (pass, warn, error, skip, noop, total), empty if dbt did
    not get that far; `errors` are what it said about that.
    """

    exit_code: int
    counts: Mapping[str, int]
    failures: Sequence[Failure]
    errors: Sequence[str]

    @property
    def succeeded(self) -> bool:
        """Whether everything was built and tested; partial success is failure."""
        fine = self.counts.get("pass", 0) + self.counts.get("warn", 0)
        not_done = self.counts.get("error", 0) + self.counts.get("skip", 0)
        return self.exit_code == 0 and fine > 0 and not_done == 0 and not self.failures


class DbtProcess:
    """dbt, which reads the project and touches nothing else until it is told to build."""

    def __init__(self, project: DbtProject, process: subprocess.Popen[str]) -> None:
        """Take the process that `dbt_started` started for the project."""
        self._project, self._process = project, process

    def build(self, job: DbtJob, on_event: Callable[[Event], None]) -> DbtOutcome:
        """Build once, to the end, and return how it ended; the log is at `job.log`.

        Afterwards the process is gone, whatever is raised here.
        """
        counts: dict[str, int] = {}
        failures: list[Failure] = []
        errors: list[str] = []
        try:
            with job.log.open("w", encoding="utf-8") as log:
                self._tell(_order(self._project, job))
                for line in self._process.stdout or ():
                    event = _read_event(line, log)
                    if event is not None:
                        _take(event, counts, failures, errors)
                        on_event(event)
            exit_code = self._process.wait()
        finally:
            self.end()
        return DbtOutcome(exit_code, counts, failures, errors)

    def end(self) -> None:
        """End the process if it still runs."""
        self._process.kill()
        self._process.wait()

    def _tell(self, order: Mapping[str, object]) -> None:
        if self._process.stdin is not None:
            # What is gone already has said why.
            with suppress(BrokenPipeError):
                os.write(self._process.stdin.fileno(), f"{json.dumps(order)}\n".encode())


@contextmanager
def dbt_started(project: DbtProject) -> Iterator[DbtProcess]:
    """Start dbt, which begins to read the project; it is gone when the context ends."""
    with _start(project) as process:
        dbt = DbtProcess(project, process)
        try:
            yield dbt
        finally:
            dbt.end()


def _take(event: Event, counts: dict[str, int], failures: list[Failure], errors: list[str]) -> None:
    """Keep what an event says about the outcome.

    At its end dbt tells each failure in three events: what failed, the message, the SQL.
    """
    name, data = event["info"]["name"], event["data"]
    if name == "StatsLine":
        counts.update({result: int(number) for result, number in data["stats"].items()})
    elif name == "RunResultFailure":
        failures.append(Failure(data["resource_type"], data["node_name"], data["path"]))
    elif name == "RunResultError" and failures:
        failures[-1] = replace(failures[-1], message=data["msg"])
    elif name == "SQLCompiledPath" and failures:
        failures[-1] = replace(failures[-1], code=data["path"])
    elif name == "MainEncounteredError":
        errors.append(event["info"]["msg"])


def _start(project: DbtProject) -> subprocess.Popen[str]:
    return subprocess.Popen(
        _command(project),
        cwd=project.project,
        env=_environment(project),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=tuple(project.inherited_descriptors),
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _command(project: DbtProject) -> list[str]:
    common = ["--project-dir", str(project.project), "--profiles-dir", str(project.project)]
    common += ["--target-path", str(project.target), "--log-path", str(project.target)]
    # The process writes the events itself.
    common += ["--log-level", "none", "--log-level-file", "none", "--no-use-colors"]
    # Artifacts that nobody reads here; writing them takes a second.
    common += ["--no-write-json"]
    plan = {
        "project": str(project.project),
        "common": common,
        "variables": dict(project.variables),
    }
    return [sys.executable, "-m", "tierbill.warehouse.dbt_process", json.dumps(plan)]


def _order(project: DbtProject, job: DbtJob) -> Mapping[str, object]:
    build = ["--exclude-resource-type", "unit_test"]
    # Checks of the models themselves, which the project's own tests run; the audit of a build
    # is what guards its figures.
    build += ["--exclude", "tag:deep"]
    if project.landing is not None:
        build += ["path:seeds/demo"]
    if job.full_refresh:
        build += ["--full-refresh"]
    return {"build": build, "has_issues": job.has_issues}


def _environment(project: DbtProject) -> dict[str, str]:
    """Return the environment of dbt: ours, without settings meant for a dbt run by hand."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DBT_", "TIERBILL_TARGET", "TIERBILL_LANDING"))
    }
    ours |= {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",
        "TIERBILL_DATABASE": str(project.database),
        "TIERBILL_TEMP_DIRECTORY": str(project.spill),
    }
    if project.landing is not None:
        ours["TIERBILL_LANDING"] = str(project.landing)
    if project.threads is not None:
        ours["TIERBILL_THREADS"] = ours["TIERBILL_DBT_THREADS"] = str(project.threads)
    return ours


def _read_event(line: str, log: IO[str]) -> Event | None:
    """Write a line of dbt's output to the log and return its event, None if it is not one."""
    try:
        event = json.loads(line)
        info = event["info"]
    except (ValueError, TypeError, KeyError):
        log.write(line)
        return None
    if info["msg"]:
        log.write(f"{info['ts']} {info['level']:<5} {info['msg']}\n")
    return event
