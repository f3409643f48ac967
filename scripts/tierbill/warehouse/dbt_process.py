"""The dbt process of a build: issued months first, then everything, from one parse.

Run as `python -m tierbill.warehouse.dbt_process PLAN`, the plan as JSON. The project is parsed at
once; then the process waits for the line, JSON too, by which its parent says what to build.
Standard input is a pipe whose other end the parent holds: it closes when the parent ends, however
it ends, and then nobody waits for the build. Standard output has one JSON line for each event of
dbt, debug events left out.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from tierbill.warehouse.issued_months import close_issued_months

ERRORS = frozenset({"error"})
SHOWN = ERRORS | {"warn", "info"}


@dataclass(frozen=True)
class Plan:
    """What dbt parses: `common` are arguments of every command."""

    project: str
    common: Sequence[str]
    variables: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """What dbt builds: `build` are arguments of the build itself.

    `has_issues` says that bills were issued: their months are closed before the build.
    """

    build: Sequence[str]
    has_issues: bool = False


def events_to(stream: TextIO, levels: Set[str]) -> Callable[[Any], None]:
    """Return what writes each event of these levels to `stream`, as one line and at once.

    The lines are those of dbt's own logger in JSON. That one makes the line of every debug event
    too, and then drops it, which takes a tenth of a small build.
    """
    from dbt_common.events.functions import msg_to_json

    writing = threading.Lock()

    def write(event: Any) -> None:
        if event.info.level in levels:
            line = msg_to_json(event) + "\n"
            with writing:
                stream.write(line)
                stream.flush()

    return write


class Dbt:
    """dbt in this process; the project is parsed once, for all other commands."""

    def __init__(self, common: Sequence[str]) -> None:
        """Give every command the arguments `common`."""
        from dbt.cli.main import dbtRunner

        self._runner, self._common = dbtRunner, list(common)
        self._manifest: Any = None

    def run(self, command: str, *arguments: str, variables: Mapping[str, object]) -> Any:
        """Run a command and return its result, None if it failed."""
        given = ["--vars", json.dumps(dict(variables), sort_keys=True)] if variables else []
        # dbt writes nothing of its own, so what `--quiet` means is said here.
        levels = ERRORS if "--quiet" in arguments else SHOWN
        runner = self._runner(self._manifest, [events_to(sys.stdout, levels)])
        outcome = runner.invoke([command, *self._common, *given, *arguments])
        return outcome.result if outcome.success else None

    def parse(self, variables: Mapping[str, object]) -> bool:
        """Parse the project for all commands to come."""
        self._manifest = self.run("parse", variables=variables)
        # The parse lives to the end: no garbage is looked for in it.
        gc.freeze()
        return self._manifest is not None


def carry_out(plan: Plan, next_line: Callable[[], bytes]) -> bool:
    """Parse by the plan, then build by the order on the next line; whether all of it succeeded."""
    dbt = Dbt(plan.common)
    if not dbt.parse(plan.variables):
        return False
    order = Order(**json.loads(next_line()))
    if order.has_issues and not close_issued_months(dbt.run, Path(plan.project), plan.variables):
        return False
    return dbt.run("build", *order.build, variables=plan.variables) is not None


def _close_database() -> None:
    """Close the database that dbt works in: everything is in the one file then."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.env().close()


def _listen(lines: SimpleQueue[bytes]) -> None:
    """Take what the parent says; end when it does, whatever is done meanwhile."""
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as pipe:
        for line in pipe:
            lines.put(line)
    os._exit(1)


def main() -> None:
    """Carry out the plan of the command line and the order of the parent."""
    # Looking for garbage stops all threads. dbt leaves less than this in one build, so it is
    # looked for only where a build closes issued months before.
    gc.set_threshold(1_000_000)
    lines: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    succeeded = carry_out(Plan(**json.loads(sys.argv[1])), lines.get)
    if succeeded:
        _close_database()
    # Python would look through the whole parse for garbage twice more before it ends.
    gc.freeze()
    sys.exit(0 if succeeded else 1)


if __name__ == "__main__":
    main()
