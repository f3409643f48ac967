"""The dbt process of a build: months that were issued with less known first, then everything.

Run as `python -m tierbill.build.dbt_process PLAN`, the plan as JSON. Standard input is a pipe
whose other end the parent holds: it closes when the parent ends, however it ends, and this process
ends with it. Standard output is dbt's own.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tierbill.build.closing import Closing
from tierbill.build.rated_version import begin_database


@dataclass(frozen=True)
class Plan:
    """What dbt does: `common` are arguments of every command, `build` those of the build.

    `knowledge` are the variables that make the build know less than everything. `has_issues`
    says that months were issued that may not be closed yet; their lines are written to `issued`,
    with `code_version` and `settings`. With `only_closes` nothing is built but they, and all of
    them. The build goes on from `rated_version`, a published version, or from nothing.
    """

    issued: str
    common: Sequence[str]
    variables: Mapping[str, object] = field(default_factory=dict)
    knowledge: Mapping[str, object] = field(default_factory=dict)
    build: Sequence[str] = ()
    has_issues: bool = False
    only_closes: bool = False
    code_version: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    rated_version: str = ""
    left_out: Sequence[str] = ()


class Dbt:
    """dbt in this process; the project is parsed once, for all commands."""

    def __init__(self, common: Sequence[str]) -> None:
        """Give every command the arguments `common`."""
        self._common = list(common)
        self._manifest: Any = None

    def build(self, *arguments: str, variables: Mapping[str, object]) -> bool:
        """Build the project, with manifest and run results as files; whether it succeeded."""
        return self._run("build", *arguments, variables=variables) is not None

    def run(self, command: str, *arguments: str, variables: Mapping[str, object]) -> Any:
        """Run a command on the way and return its result, None if it failed."""
        return self._run(command, "--no-write-json", *arguments, variables=variables)

    def _run(self, command: str, *arguments: str, variables: Mapping[str, object]) -> Any:
        from dbt.cli.main import dbtRunner

        given = ["--vars", json.dumps(dict(variables), sort_keys=True)] if variables else []
        runner = dbtRunner(self._manifest)
        outcome = runner.invoke([command, *self._common, *given, *arguments])
        if outcome.exception is not None:
            print(outcome.exception, file=sys.stderr)
        return outcome.result if outcome.success else None

    def parse(self) -> bool:
        """Parse the project for all commands to come, whatever their variables are.

        What is parsed does not depend on them: models ask for settings when they are built.
        """
        self._manifest = self._run("parse", variables={})
        return self._manifest is not None


def carry_out(plan: Plan) -> bool:
    """Build by the plan; whether all of it succeeded."""
    dbt = Dbt(plan.common)
    closing = Closing(dbt.run, Path(plan.issued), plan.code_version, plan.settings, plan.left_out)
    if not dbt.parse():
        return False
    if plan.has_issues or plan.only_closes:
        closes_all = bool(plan.knowledge) or plan.only_closes
        ratings = closing.close_earlier(plan.variables, closes_all=closes_all)
        if plan.only_closes or ratings is None:
            return ratings is not None
        if ratings and plan.rated_version:
            _begin_again(Path(plan.rated_version))
    variables = {**plan.variables, **plan.knowledge}
    built = dbt.build(*plan.build, variables=variables)
    # what is known of an earlier state closes nothing
    if built and plan.has_issues and not plan.knowledge:
        closing.write()
    return built


def _begin_again(rated_version: Path) -> None:
    """Begin the database again: bills go on from those of the version, not from what was rated with
    less known.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
    begin_database(Path(os.environ["TIERBILL_DATABASE"]), rated_version)


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def main() -> None:
    """Carry out the plan of the command line."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.exit(0 if carry_out(Plan(**json.loads(sys.argv[1]))) else 1)


if __name__ == "__main__":
    main()
