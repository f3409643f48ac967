"""Run dbt as a process of its own and read its events.

Not in this process: dbt would keep the database open. dbt works in the folder of the build, so
its profile has the same relative paths in every build, and its last parse stays valid. The log and
the artifacts of the run (manifest.json, run_results.json) lie in a folder that is kept.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tierbill.landing.issued import ISSUED
from tierbill.shared.terminated import end_if_asked

DATABASE_NAME = "tierbill.duckdb"
LOG_NAME = "dbt.log"
PARSE_NAME = "partial_parse.msgpack"
# What stays of a run that succeeded; one that failed leaves the SQL that ran, too.
KEPT_ARTIFACTS = frozenset({LOG_NAME, "manifest.json", "run_results.json"})

Event = Mapping[str, Any]


@dataclass(frozen=True)
class DbtBuild:
    """One `dbt build` of `project` into `folder`/tierbill.duckdb; log and artifacts in `artifacts`.

    `landing` None means the demo seeds. `variables` goes to `--vars`, and so does `knowledge`,
    what makes the build know less than everything. Issued lines lie in `folder`/issued.
    `has_issues` says that there may be issued months to close; they are closed by `code_version`
    with `settings`. With `only_closes` nothing else is done. The build goes on from
    `rated_version`, a published version, which its database is a copy of, or from nothing.
    """

    project: Path
    folder: Path
    artifacts: Path
    landing: Path | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    knowledge: Mapping[str, object] = field(default_factory=dict)
    threads: int | None = None
    full_refresh: bool = False
    has_issues: bool = False
    only_closes: bool = False
    code_version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    rated_version: Path | None = None

    @property
    def issued(self) -> Path:
        """The folder of the build's issued lines, as dbt finds it wherever it works."""
        return self.folder.resolve() / ISSUED


@dataclass(frozen=True)
class Failure:
    """A model, seed or test that failed: its file, the reason, and the SQL that ran, if any."""

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


def run_dbt(build: DbtBuild, on_event: Callable[[Event], None]) -> DbtOutcome:
    """Build once, to the end, and return how it ended.

    Afterwards the process is gone, whatever is raised here.
    """
    counts: dict[str, int] = {}
    failures: list[Failure] = []
    errors: list[str] = []
    build.artifacts.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        _command(build),
        cwd=build.folder,
        env=_environment(build),
        # It closes when this process ends, and then nobody waits for the build.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                end_if_asked()
                event = _read_event(line, build.artifacts / LOG_NAME)
                if event is not None:
                    _take(event, counts, failures, errors)
                    on_event(event)
            exit_code = process.wait()
        finally:
            process.kill()
    outcome = DbtOutcome(exit_code, counts, failures, errors)
    _keep_parse(build)
    if outcome.succeeded:
        _keep_artifacts(build.artifacts)
    return outcome


def _take(event: Event, counts: dict[str, int], failures: list[Failure], errors: list[str]) -> None:
    """Keep what an event says about the outcome.

    At its end dbt reports each failure in three events: what failed, the message, the SQL.
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


def _command(build: DbtBuild) -> list[str]:
    common = ["--project-dir", str(build.project), "--profiles-dir", str(build.project)]
    common += ["--target-path", str(build.artifacts), "--log-path", str(build.artifacts)]
    common += ["--log-format", "json", "--log-format-file", "text", "--log-level-file", "info"]
    common += ["--no-use-colors", "--no-use-colors-file"]
    if (parse := _kept_parse(build)).exists():
        common += ["--partial-parse-file-path", str(parse)]
    selected = ["--exclude-resource-type", "unit_test"]
    # Checks of the models themselves, which the project's own tests run; the audit of a build
    # is what guards its figures.
    selected += ["--exclude", "tag:deep"]
    left_out = [] if build.landing is None else ["path:seeds/demo"]
    selected += left_out
    if build.full_refresh:
        selected += ["--full-refresh"]
    plan = {
        "issued": str(build.issued),
        "common": common,
        "variables": dict(build.variables),
        "knowledge": dict(build.knowledge),
        "build": selected,
        "has_issues": build.has_issues,
        "only_closes": build.only_closes,
        "code_version": build.code_version,
        "settings": dict(build.settings),
        "rated_version": str(build.rated_version or ""),
        "left_out": left_out,
    }
    return [sys.executable, "-m", "tierbill.build.dbt_process", json.dumps(plan)]


def _environment(build: DbtBuild) -> dict[str, str]:
    """Return the environment of dbt: ours, without settings meant for a dbt run by hand."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DBT_", "TIERBILL_TARGET", "TIERBILL_LANDING", "TIERBILL_ISSUED"))
    }
    ours |= {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",
        "TIERBILL_DATABASE": DATABASE_NAME,
        "TIERBILL_TEMP_DIRECTORY": "spill",
        "TIERBILL_ISSUED": str(build.issued),
    }
    if build.landing is not None:
        ours["TIERBILL_LANDING"] = str(build.landing)
    if build.threads is not None:
        ours["TIERBILL_THREADS"] = ours["TIERBILL_DBT_THREADS"] = str(build.threads)
    return ours


def _read_event(line: str, log: Path) -> Event | None:
    """Return the event of a line of output; a line that is none goes to the log."""
    try:
        event = json.loads(line)
        event["info"]["name"], event["data"]
    except (ValueError, TypeError, KeyError):
        with log.open("a", encoding="utf-8") as file:
            file.write(line)
        return None
    return event


def _kept_parse(build: DbtBuild) -> Path:
    """The last parse of the project; dbt parses again, seconds of CPU, where it does not hold."""
    return build.project / "target" / "build" / PARSE_NAME


def _keep_parse(build: DbtBuild) -> None:
    """Keep the parse of this build for the next one, of any warehouse."""
    parse, kept = build.artifacts / PARSE_NAME, _kept_parse(build)
    if parse.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{build.artifacts.name}.part")
        shutil.copyfile(parse, part)
        part.replace(kept)
        parse.unlink()


def _keep_artifacts(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name not in KEPT_ARTIFACTS:
            entry.unlink()
