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


@dataclass(frozen=True)
class Plan:
    """What dbt does: `common` are arguments of every command, `build` those of the build.

    `knowledge` are the variables that make the build know less than everything. `has_issues`
    says that months were issued that may not be closed yet; their lines are written to `issued`,
    with `code_version` and `settings`. With `only_closes` nothing is built but they, and all of
    them.
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


class Dbt:
    """dbt in this process; the project is parsed once, for all commands."""

    def __init__(self, common: Sequence[str]) -> None:
        """Give every command the arguments `common`."""
        self._common = list(common)
        self._manifest: Any = None

    def run(self, command: str, *arguments: str, variables: Mapping[str, object]) -> Any:
        """Run a command and return its result, None if it failed."""
        from dbt.cli.main import dbtRunner

        given = ["--vars", json.dumps(dict(variables), sort_keys=True)] if variables else []
        runner = dbtRunner(self._manifest)
        outcome = runner.invoke([command, *self._common, *given, *arguments])
        if outcome.exception is not None:
            print(outcome.exception, file=sys.stderr)
        return outcome.result if outcome.success else None

    def parse(self, variables: Mapping[str, object]) -> bool:
        """Parse the project for all commands to come."""
        self._manifest = self.run("parse", variables=variables)
        return self._manifest is not None


def carry_out(plan: Plan) -> bool:
    """Build by the plan; whether all of it succeeded."""
    dbt = Dbt(plan.common)
    closing = Closing(dbt.run, Path(plan.issued), plan.code_version, plan.settings)
    if plan.has_issues or plan.only_closes:
        closes_all = bool(plan.knowledge) or plan.only_closes
        closed = dbt.parse(plan.variables) and closing.close_earlier(
            plan.variables, closes_all=closes_all
        )
        if plan.only_closes or not closed:
            return closed
    variables = {**plan.variables, **plan.knowledge}
    built = dbt.run("build", *plan.build, variables=variables) is not None
    # what is known of an earlier state closes nothing
    if built and plan.has_issues and not plan.knowledge:
        closing.write()
    return built


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
