"""Show a build on the terminal while it runs: which step, how many are done."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tierbill.build.dbt_run import Event

FINISHED = frozenset(
    {
        "LogModelResult",
        "LogSeedResult",
        "LogSnapshotResult",
        "LogTestResult",
        "LogSkipBecauseError",
        "SkippingDetails",
    }
)


class BuildProgress:
    """A progress bar fed with dbt's events; nothing is drawn if `console` is not a terminal."""

    def __init__(self, console: Console, building: str = "Building") -> None:
        """Draw on `console` (the one for messages, not the one for results).

        `building` says what is done while dbt runs.
        """
        self._building = building
        self._progress = Progress(
            TextColumn("[bold]{task.fields[phase]}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("", phase="Reading the project", total=None)

    def __enter__(self) -> BuildProgress:
        """Start to draw."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the bar."""
        self._progress.stop()

    def phase(self, name: str) -> None:
        """Show what is done now, outside dbt."""
        self._progress.update(self._task, phase=name, description="")

    def on_event(self, event: Event) -> None:
        """Take one event of dbt."""
        name, data = event["info"]["name"], event.get("data", {})
        if name == "ConcurrencyLine":
            self._progress.update(
                self._task, phase=self._building, total=data.get("node_count"), completed=0
            )
        elif name == "LogStartLine":
            self._progress.update(
                self._task, description=data.get("node_info", {}).get("node_name", "")
            )
        elif name in FINISHED:
            self._progress.advance(self._task)
