"""Run dbt as a process of its own and read what it says.

Not in this process: dbt would keep the database open. What dbt says comes as one JSON event a
line; it goes to the build's log and, event by event, to whoever shows the progress.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

Event = Mapping[str, Any]


@dataclass(frozen=True)
class DbtJob:
    """One `dbt build` of the project at `project` into `database`.

    `variables` goes to `--vars` if it is not empty. `landing` None means the demo seeds;
    `has_issues` says that there are issued months to close first.
    """

    project: Path
    target: Path
    database: Path
    spill: Path
    log: Path
    landing: Path | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    threads: int | None = None
    full_refresh: bool = False
    has_issues: bool = False
    inherited_descriptors: Sequence[int] = ()


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


def run_dbt(job: DbtJob, on_event: Callable[[Event], None]) -> DbtOutcome:
    """Run the job to its end and return how it ended; the log is at `job.log`."""
    counts: dict[str, int] = {}
    failures: list[Failure] = []
    errors: list[str] = []
    with job.log.open("w", encoding="utf-8") as log, _start(job) as process:
        try:
            for line in process.stdout or ():
                event = _read_event(line, log)
                if event is not None:
                    _take(event, counts, failures, errors)
                    on_event(event)
            exit_code = process.wait()
        finally:
            process.kill()
    return DbtOutcome(exit_code, counts, failures, errors)


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


def _start(job: DbtJob) -> subprocess.Popen[str]:
    return subprocess.Popen(
        _command(job),
        cwd=job.project,
        env=_environment(job),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=tuple(job.inherited_descriptors),
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _command(job: DbtJob) -> list[str]:
    common = ["--project-dir", str(job.project), "--profiles-dir", str(job.project)]
    common += ["--target-path", str(job.target), "--log-path", str(job.log.parent)]
    # The process writes the events itself.
    common += ["--log-level", "none", "--log-level-file", "none", "--no-use-colors"]
    # Artifacts that nobody reads here; writing them takes a second.
    common += ["--no-write-json"]
    build = ["--exclude-resource-type", "unit_test"]
    # Checks of the models themselves, which the project's own tests run; the audit of a build
    # is what guards its figures.
    build += ["--exclude", "tag:deep"]
    if job.landing is not None:
        build += ["path:seeds/demo"]
    if job.full_refresh:
        build += ["--full-refresh"]
    plan = {
        "project": str(job.project),
        "common": common,
        "build": build,
        "variables": dict(job.variables),
        "has_issues": job.has_issues,
    }
    return [sys.executable, "-m", "tierbill.warehouse.dbt_process", json.dumps(plan)]


def _environment(job: DbtJob) -> dict[str, str]:
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
        "TIERBILL_DATABASE": str(job.database),
        "TIERBILL_TEMP_DIRECTORY": str(job.spill),
    }
    if job.landing is not None:
        ours["TIERBILL_LANDING"] = str(job.landing)
    if job.threads is not None:
        ours["TIERBILL_THREADS"] = ours["TIERBILL_DBT_THREADS"] = str(job.threads)
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
