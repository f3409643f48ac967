"""Close the months that sellers issued, step by step, each with what was known at its instant.

An issued bill holds the rating as it was known then (rules 8.2). So the rating models are built
once for each as-of timestamp at which a month was first issued. The lines that are due then
(`int_closing_lines`) are appended to `int_ledger_lines`. The build that follows adds what is known
since.

Rules: 8.2, 8.3
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from tierbill.build.replay import Replay

MONTHS = "int_issued_months"
LEDGER = "int_ledger_lines"
# Models that depend on the step. Selected by their tag: dbt prints the SQL of what is
# selected by name.
CLOSING = "tag:closing"
APPEND = f"insert into intermediate.{LEDGER} by name select * from intermediate.int_closing_lines"
STEPS = (
    f"select step_number, max(known_at) as known_at from intermediate.{MONTHS} "
    "group by step_number order by step_number"
)
# Stand-ins, found in no SQL of the project: the moment of knowledge and the step.
STAND_IN_MOMENT = datetime(1, 2, 3, 4, 5, 6, 789012, tzinfo=UTC)
STAND_IN_STEP = 987654321


class RunsDbt(Protocol):
    """Runs a dbt command with variables; gives its result, None if it failed."""

    def __call__(self, command: str, *arguments: str, variables: Mapping[str, object]) -> Any:
        """Run the command."""


def close_issued_months(run: RunsDbt, project: Path, variables: Mapping[str, object]) -> bool:
    """Append the lines of every issued month; False if a dbt command fails."""
    listed = run(
        *("build", "--select", f"+{MONTHS}", "path:seeds/reference"),
        *("--exclude-resource-type", "test", "unit_test"),
        variables=variables,
    )
    return listed is not None and _Closing(run, project, variables).close()


class _Closing:
    """The steps, taken one after the other."""

    def __init__(self, run: RunsDbt, project: Path, variables: Mapping[str, object]) -> None:
        self._run, self._project = run, project
        moment = {"as_of": STAND_IN_MOMENT.isoformat(), "issue_step": STAND_IN_STEP}
        self._variables = {**variables, **moment}

    def close(self) -> bool:
        nodes = self._compiled(f"+{CLOSING}")
        if nodes is None:
            return False
        with opened_database() as database:
            database.execute(f"drop table if exists intermediate.{LEDGER}")
            rated, ledger, closing = (
                Replay(self._project, part, database) for part in _parts(nodes)
            )
            before = None
            for step_number, known_at in database.execute(STEPS).fetchall():
                replaced = {
                    str(STAND_IN_MOMENT): str(known_at.astimezone(UTC)),
                    str(STAND_IN_STEP): str(step_number),
                }
                # What was known a step ago needs no rating again.
                if known_at != before:
                    rated.build(replaced)
                if before is None:
                    ledger.build(replaced)
                before = known_at
                closing.build(replaced)
                database.execute(APPEND)
        return True

    def _compiled(self, selected: str) -> list[Any] | None:
        """The models, compiled for the stand-ins, in the order of their dependencies."""
        result = self._run("compile", "--quiet", "--select", selected, variables=self._variables)
        if result is None:
            return None
        nodes = [each.node for each in result.results]
        return [node for node in nodes if node.resource_type == "model" and node.name != MONTHS]


def _parts(nodes: list[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """The rating, the ledger, and what is made of both at each step."""
    ledger = [node for node in nodes if node.name == LEDGER]
    closing = [node for node in nodes if "closing" in node.tags]
    return [node for node in nodes if node not in ledger and node not in closing], ledger, closing


@contextmanager
def opened_database() -> Iterator[Any]:
    """Give the database that dbt works in, in this process, with dbt's settings."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    handle = DuckDBConnectionManager.env().handle()
    try:
        yield handle.cursor()
    finally:
        handle.close()
