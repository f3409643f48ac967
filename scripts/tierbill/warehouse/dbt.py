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
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

GOOD_STATUSES = frozenset({"success", "pass", "warn", "no-op"})
Event = Mapping[str, Any]


@dataclass(frozen=True)
class DbtJob:
    """One `dbt build` of the project at `project` into `database`.

    `variables` goes to `--vars` if it is not empty. `landing` None means the demo seeds.
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
    inherited_descriptors: Sequence[int] = ()


@dataclass(frozen=True)
class Failure:
    """A model, seed or test that did not end well; `code` is the SQL that ran, if any."""

    kind: str
    name: str
    status: str
    message: str
    code: Path | None = None


@dataclass(frozen=True)
class DbtOutcome:
    """How a `dbt build` ended: fine only if every node ended well and there was one."""

    exit_code: int
    results: Mapping[str, int]
    failures: Sequence[Failure]
    errors: Sequence[str]

    @property
    def succeeded(self) -> bool:
        """Whether everything was built and tested; partial success is failure."""
        return self.exit_code == 0 and not self.failures and sum(self.results.values()) > 0


def run_dbt(job: DbtJob, on_event: Callable[[Event], None]) -> DbtOutcome:
    """Run the job to its end and return how it ended; the log is at `job.log`."""
    results_file = job.target / "run_results.json"
    results_file.unlink(missing_ok=True)
    errors: list[str] = []
    with job.log.open("w", encoding="utf-8") as log, _start(job) as process:
        try:
            for line in process.stdout or ():
                event = _read_event(line, log)
                if event is not None:
                    if event["info"]["level"] == "error":
                        errors.append(event["info"]["msg"])
                    on_event(event)
            exit_code = process.wait()
        finally:
            process.kill()
    return _outcome(job, exit_code, results_file, errors)


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
    command = [sys.executable, "-m", "tierbill.warehouse.dbt_process", "build"]
    command += ["--project-dir", str(job.project), "--profiles-dir", str(job.project)]
    command += ["--target-path", str(job.target), "--log-path", str(job.log.parent)]
    command += ["--log-format", "json", "--log-level-file", "none", "--no-use-colors"]
    command += ["--exclude-resource-type", "unit_test"]
    if job.landing is not None:
        command += ["--exclude", "path:seeds/demo"]
    if job.full_refresh:
        command += ["--full-refresh"]
    if job.variables:
        command += ["--vars", json.dumps(dict(job.variables), sort_keys=True)]
    return command


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


def _outcome(job: DbtJob, exit_code: int, results_file: Path, errors: Sequence[str]) -> DbtOutcome:
    if not results_file.is_file():
        return DbtOutcome(exit_code, {}, (), errors)
    results = json.loads(results_file.read_text(encoding="utf-8"))["results"]
    counts: dict[str, int] = {}
    failures = []
    for result in sorted(results, key=lambda each: each["unique_id"]):
        counts[result["status"]] = counts.get(result["status"], 0) + 1
        if result["status"] not in GOOD_STATUSES:
            failures.append(_failure(job, result))
    # The cause first, then what was skipped because of it.
    failures.sort(key=lambda failure: failure.status == "skipped")
    return DbtOutcome(exit_code, counts, failures, errors)


def _failure(job: DbtJob, result: Mapping[str, Any]) -> Failure:
    kind, _, name = result["unique_id"].split(".", 2)
    if kind == "test":
        # test.<project>.<name>.<hash>: the hash says nothing to a reader.
        name = name.split(".")[0]
    code = next(iter(sorted(job.target.glob(f"compiled/**/{name}.sql"))), None)
    message = (result["message"] or "").strip()
    return Failure(kind, name, result["status"], message, code)
