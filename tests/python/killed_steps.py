"""Commands that are killed at a random moment, with all their processes, and run again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from building import BIN, ROOT
from tierbill.build.rated_version import is_as_published
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.landing.close_ledger import Close
from tierbill.landing.folder import verified_landing
from tierbill.landing.ledger import Entry

OF_ISSUED = {"_empty.parquet", "ledger.json", "ledger.previous.json"}


@dataclass(frozen=True)
class Left:
    """What readers and later commands find: the published version, what is loaded and closed."""

    version: Path | None
    entries: list[Entry]
    closes: list[Close]


@dataclass
class Steps:
    """A landing and its warehouse. Every step that is killed leaves what was there before, or
    what it was to make, and is run again. `usual` are the seconds that steps take, by their name
    (`load`, `build`), and by name and number as far as they were measured.
    """

    home: Path
    draw: random.Random
    usual: dict[str, float]
    kills: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def paths(self) -> WarehousePaths:
        return WarehousePaths.of(self.home / "bills.duckdb")

    def load(self, folder: Path, *, is_killed: bool = False) -> None:
        self._step("load", "load", folder, "--allow-rejected", is_killed=is_killed)

    def build(self, *, is_killed: bool = False) -> None:
        self._step("build", "build", "--warehouse", self.paths.file, is_killed=is_killed)

    def left(self) -> Left:
        verified = verified_landing(self.landing)
        assert verified.faults == []
        return Left(self.paths.current(), list(verified.entries), list(verified.closes))

    def _step(self, name: str, *arguments: object, is_killed: bool) -> None:
        command = [str(BIN / "tierbill"), *map(str, arguments), "--landing", str(self.landing)]
        if is_killed:
            self._kill(name, command)
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{self.home.name} {name}: {done.stdout}{done.stderr}"
        self.usual[f"{name} {self.done[name]}"] = time.monotonic() - began
        self.done[name] += 1
        self._check_nothing_is_left()

    def _kill(self, name: str, command: list[str]) -> None:
        before = self.left()
        has_come, told = self._moment(name, before)
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while process.poll() is None and not has_come():
            time.sleep(0.001)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            self.kills.append(f"{name} {told}")
        process.wait()
        after = self.left()
        assert after.closes[: len(before.closes)] == before.closes
        if after.version != before.version:
            assert name == "build"
        if after.version is not None:
            assert is_as_published(after.version)
        if name == "build":
            assert after.entries == before.entries
        else:
            known = {(entry.table, entry.record_file) for entry in before.entries}
            kept = [one for one in after.entries if (one.table, one.record_file) in known]
            assert kept == before.entries

    def _moment(self, name: str, before: Left) -> tuple[Callable[[], bool], str]:
        """When to kill: at any time at all, or as soon as what the command ends with begins."""
        began, versions = time.monotonic(), self.paths.versions
        known = set(versions.glob("*.duckdb"))
        usual = self.usual.get(f"{name} {self.done[name]}", self.usual[name])
        wait = self.draw.random() * usual
        moments: dict[str, Callable[[], bool]] = {
            f"after {wait:.1f} s": lambda: time.monotonic() - began > wait,
            "at its lines": (self.landing / "issued" / ".closing").exists,
            "at its closes": lambda: len(_closed_files(self.landing)) > len(before.closes),
            "at its version": lambda: set(versions.glob("*.duckdb")) != known,
        }
        names = list(moments)
        chosen = names[0] if name == "load" else self.draw.choice([names[0]] * 5 + names[1:])
        return moments[chosen], chosen

    def _check_nothing_is_left(self) -> None:
        verified, issued = verified_landing(self.landing), self.landing / "issued"
        assert (verified.faults, list(verified.unnamed)) == ([], [])
        lines = {close.path(issued).name for close in verified.closes}
        assert {path.name for path in issued.iterdir()} == lines | OF_ISSUED
        hidden = {path.name for path in self.landing.glob(".*")} - {".lock"}
        hidden |= {path.name for path in self.paths.versions.glob(".*")}
        assert hidden == set(), self.kills


def _closed_files(landing: Path) -> list[Path]:
    return list((landing / "issued").glob("[0-9]*.parquet"))
