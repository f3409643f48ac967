"""Where months are measured: a folder, the commands that run in it, and what each of them took."""

import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from close_comparison import ENVIRONMENT, TIERBILL
from measuring import Measure, StepFailedError, measure
from month_bounds import Step
from rich.console import Console
from tierbill.build.rated_version import begin_database
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.landing.verification import landed_digest

# One version is what a build goes on from; more only take disk.
_ENVIRONMENT = {**ENVIRONMENT, "TIERBILL_KEEP_VERSIONS": "1"}
_SHOWN_MODELS = 6

Models = Sequence[tuple[str, float]]


class Workbench:
    """Measures of one run, by step; only the steps that are wanted are measured."""

    def __init__(self, folder: Path, wanted: frozenset[Step], console: Console) -> None:
        """Measure the wanted steps in `folder`, which is made."""
        self.folder = folder
        self.wanted = wanted
        self.console = console
        self.measures: dict[Step, Measure] = {}
        self.models: dict[Step, Models] = {}
        self.notes: list[str] = []
        folder.mkdir(parents=True)

    def wants(self, *steps: Step) -> bool:
        """Whether one of the steps is wanted."""
        return not self.wanted.isdisjoint(steps)

    def run(self, step: Step | None, command: Sequence[str], **settings: str) -> None:
        """Run a command to its end and keep what it took as `step`.

        Raises:
            StepFailedError: the command failed; the message names its log.
        """
        os.sync()  # what earlier commands wrote must not be paid for by this one
        name = step.name if step else "unmeasured"
        log = self.folder / "logs" / f"{name}.log"
        self.keep(step, measure(name, command, log, {**_ENVIRONMENT, **settings}))

    def keep(self, step: Step | None, measured: Measure) -> None:
        """Keep a measure and say it."""
        if step is None:
            return
        self.measures[step] = measured
        wall, cpu = measured.wall_seconds, measured.cpu_seconds
        self.console.print(f"{step}: {wall:.1f} s, {cpu:.1f} CPU-s")

    def note(self, text: str) -> None:
        """Keep a sentence for the page and say it."""
        self.notes.append(text)
        self.console.print(text)

    def home(self, name: str) -> "Home":
        """A landing folder and its warehouse, both new."""
        return Home(self, self.folder / name)


class Home:
    """A landing folder with its warehouse."""

    def __init__(self, bench: Workbench, folder: Path) -> None:
        """Keep both below `folder`."""
        self.bench = bench
        self.folder = folder
        self.landing = folder / "landing"
        self.paths = WarehousePaths.of(folder / "bills.duckdb")
        folder.mkdir()

    def load(self, *datasets: Path) -> None:
        """Load datasets, one after the other."""
        for dataset in datasets:
            self.bench.run(None, [str(TIERBILL), "load", str(dataset), *self._landing])

    def issue(self, seller: str, month: str, at: str) -> None:
        """Issue a seller's month."""
        given = ["--seller", seller, "--month", month, "--at", at]
        self.bench.run(None, [str(TIERBILL), "issue", *given, *self._landing])

    def build(self, step: Step | None, *options: str, **settings: str) -> None:
        """Build; with a step, keep what it took and which models took longest."""
        given = [*self._landing, "--warehouse", str(self.paths.file), *options]
        self.bench.run(step, [str(TIERBILL), "build", *given], **settings)
        if step is not None:
            self.bench.models[step] = self._slowest()

    def replay(self, step: Step) -> None:
        """Derive what was issued again and compare."""
        self.bench.run(step, [str(TIERBILL), "verify", "--replay", *self._landing])

    def copy(self, copied: Step, hashed: Step) -> None:
        """Copy the published version and take its SHA-256 as a build does; keep what both took."""
        version = self.paths.current()
        if version is None:
            raise StepFailedError(f"{copied}: nothing is published in {self.folder}")
        copy = self.folder / "copy.duckdb"
        self._keep_own(copied, lambda: begin_database(copy, version))
        copy.unlink()
        self._keep_own(hashed, lambda: landed_digest(version))

    def _keep_own(self, step: Step, work: Callable[[], object]) -> None:
        """Do something in this process and keep what it took."""
        os.sync()
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        self.bench.keep(step, Measure(step.name, wall, cpu, 0))

    def remove(self) -> None:
        """Remove the landing and the warehouse."""
        shutil.rmtree(self.folder)

    @property
    def _landing(self) -> list[str]:
        return ["--landing", str(self.landing)]

    def _slowest(self) -> Models:
        """The models that took longest in the last build, with wall seconds.

        Several run at a time: the seconds add up to more than those of the build.
        """
        last = max(entry for entry in self.paths.logs.iterdir() if entry.is_dir())
        results = json.loads((last / "run_results.json").read_text(encoding="utf-8"))["results"]
        found = [(one["unique_id"].split(".")[2], one["execution_time"]) for one in results]
        return sorted(found, key=lambda each: each[1], reverse=True)[:_SHOWN_MODELS]
