"""Trials of two commands at one moment, with a fault of the machine in some: what each leaves."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from random_datasets import write_dataset
from tierbill.files.folder_names import folder_name
from tierbill.landing.folder import verified_landing
from tierbill.landing.ledger import read_ledger

COMMAND = (sys.executable, "-c", "from tierbill.cli import app; app()")
KINDS = ("loads", "same load", "issues", "load and issue", "exports", "statements")
BUILDS = ("load and build", "builds")
FAULTS = ("none", "none", "short wait", "full disk", "little memory", "in the way", "terminated")
ENDINGS = {0, 1, 2, 3, 128 + signal.SIGTERM}
# What a command says on the way, apart from the one line at its end.
ON_THE_WAY = ("waiting for it.", "is not in the ledger; it was moved to", "it was moved to")
_LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_AS, "


@dataclass(frozen=True)
class Whole:
    """What every trial copies: a landing, a warehouse built from it, a seller and its month."""

    landing: Path
    warehouse: Path
    seller: str
    buyer: str
    month: str


@dataclass
class Trial:
    """One trial in a folder of its own; `wrong` says what should not be."""

    number: int
    kind: str
    fault: str
    whole: Whole
    place: Path
    draw: random.Random
    codes: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def landing(self) -> Path:
        return self.place / "landing"

    @property
    def warehouse(self) -> Path:
        return self.place / "bills.duckdb"

    @property
    def out(self) -> Path:
        return self.place / "out"

    def run(self) -> None:
        """Run both commands, with the fault, and note what is wrong afterwards."""
        data = [self.place.with_name(f"data-{self.number}-{each}") for each in range(2)]
        for each, folder in enumerate(data if "load" in self.kind else ()):
            write_dataset(100 + 2 * self.number + each, folder, profile="kernel")
        with self._disk():
            shutil.copytree(self.whole.landing, self.landing)
            before = verified_landing(self.landing).entries
            way = self._in_the_way()
            commands = self._commands(data)
            self._run_both(commands)
            for each in way:
                shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)
            self._check_said(commands)
            self._check_left(before, commands)

    def _commands(self, data: Sequence[Path]) -> list[list[str]]:
        load = [["load", str(each), "--landing", str(self.landing)] for each in data]
        whole = self.whole
        issue = ["issue", "--landing", str(self.landing), "--seller", whole.seller]
        issue += ["--month", whole.month]
        build = ["build", "--landing", str(self.landing), "--warehouse", str(self.warehouse)]
        read = ["--warehouse", str(whole.warehouse), "--out", str(self.out)]
        statement = ["statement", "--account", whole.buyer, "--month", whole.month, *read]
        return {
            "loads": load,
            "same load": [load[0], load[0]],
            "issues": [issue, issue],
            "load and issue": [load[0], issue],
            "exports": [["export", *read]] * 2,
            "statements": [statement] * 2,
            "load and build": [load[0], build],
            "builds": [build, build],
        }[self.kind]

    def _run_both(self, commands: Sequence[Sequence[str]]) -> None:
        environment = os.environ | {"TIERBILL_LOCK_TIMEOUT": "600"}
        start = list(COMMAND)
        if self.fault == "short wait":
            environment["TIERBILL_LOCK_TIMEOUT"] = self.draw.choice("01")
        if self.fault == "little memory":
            environment["TIERBILL_MEMORY_LIMIT"] = self.draw.choice(["1MB", "5MB", "20MB"])
            size = self.draw.choice([500, 700, 900, 1200]) << 20
            if self.kind not in BUILDS:
                start[2] = f"{_LIMITED}({size}, {size})); {start[2]}"
        started = [
            subprocess.Popen(
                [*start, *command],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=environment,
            )
            for command in commands
        ]
        if self.fault == "terminated":
            time.sleep(self.draw.uniform(1, 40 if self.kind in BUILDS else 8))
            started[self.draw.randrange(2)].send_signal(signal.SIGTERM)
        for process in started:
            printed, said = process.communicate(timeout=900)
            self.codes.append(process.returncode)
            self.said.append(said)
            if "Traceback" in printed + said:
                self.wrong.append(f"a traceback:\n{printed[-500:]}{said[-3000:]}")

    def _in_the_way(self) -> list[Path]:
        """Put a folder or a file where the commands will write."""
        if self.fault != "in the way":
            return []
        self.out.mkdir()
        names = {
            "exports": ["out/accounts", "out/manifest.json", "out/.export.lock"],
            "statements": [f"out/{folder_name(self.whole.buyer)}", "out/.export.lock"],
            "load and build": ["bills.duckdb.versions", "landing/.ledger.json"],
            "builds": ["bills.duckdb.versions", "bills.duckdb.lock", "bills.duckdb"],
        }
        name = self.draw.choice(names.get(self.kind, ["landing/.ledger.json", "landing/.load"]))
        path = self.place / name
        if name.endswith((".versions", "accounts", folder_name(self.whole.buyer))):
            path.write_text("x")
        else:
            path.mkdir()
            (path / "something").write_text("x")
        return [path]

    @contextmanager
    def _disk(self) -> Iterator[None]:
        """Let the trial happen on a disk that is nearly full, if it is to be."""
        self.place.mkdir()
        if self.fault != "full disk":
            yield
            return
        files = [path for path in self.whole.landing.rglob("*") if path.is_file()]
        # a file takes whole pages of 4 KiB
        used = sum(-(-path.stat().st_size // 4096) for path in files) << 12
        room = self.draw.choice([4, 8, 24, 80, 200]) << 10
        if self.kind in BUILDS:
            room = self.draw.choice([200, 2_000, 20_000]) << 10
        size = used + room
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(self.place)], check=True
        )
        try:
            yield
        finally:
            subprocess.run(["umount", str(self.place)], check=True)

    def _check_said(self, commands: Sequence[Sequence[str]]) -> None:
        """A command that did not do its work says so in one line, with the right exit code."""
        for command, code, said in zip(commands, self.codes, self.said, strict=True):
            name = command[0]
            if code == -signal.SIGTERM and self.fault == "terminated":
                continue  # before the command began or after it had done its work
            if code not in ENDINGS:
                self.wrong.append(f"{name} ended with {code}: {said[-2000:]}")
            lines = [line for line in said.splitlines() if line.strip()]
            told = [line for line in lines if not any(part in line for part in ON_THE_WAY)]
            if code and (len(told) != 1 or not told[0].endswith((".", "dbt.log"))):
                self.wrong.append(f"{name} ended with {code} and said:\n{said[-2000:]}")
            if self.fault == "none" and code:
                self.wrong.append(f"{name} ended with {code} for no reason: {said[-2000:]}")
            if code == 128 + signal.SIGTERM and self.fault != "terminated":
                self.wrong.append(f"{name} ended with {code} and nobody asked it to")

    def _check_left(self, before: Sequence, commands: Sequence[Sequence[str]]) -> None:
        """Nothing is torn: the landing, what is published, what is exported."""
        verified = verified_landing(self.landing)
        if verified.faults:
            self.wrong.append(f"landed files are damaged: {verified.faults}")
        held = {(entry.table, entry.record_file) for entry in verified.entries}
        if lost := {(entry.table, entry.record_file) for entry in before} - held:
            self.wrong.append(f"lost from the landing: {lost}")
        digests = {entry.sha256 for entry in verified.entries}
        issues = 0
        for command, code in zip(commands, self.codes, strict=True):
            if code == 0 and command[0] == "load":
                delivered = {_sha256(path) for path in Path(command[1]).rglob("*.*")}
                if delivered - digests:
                    self.wrong.append("a load ended well and its files are not in the landing")
            issues += code == 0 and command[0] == "issue"
        versions = _versions(self.landing, self.whole) - _versions(self.whole.landing, self.whole)
        # one that was ended may have done its work before
        if not issues <= len(versions) <= issues + (self.fault == "terminated"):
            self.wrong.append(f"{issues} issues ended well and made versions {versions}")
        if left := [*self.out.glob(".export-*"), *self.place.glob("*.versions/.build-*")]:
            self.wrong.append(f"left behind: {left}")
        self.wrong += _torn_exports(self.out)
        if self.warehouse.is_symlink():
            with duckdb.connect(str(self.warehouse), read_only=True) as database:
                database.execute("select * from meta.build").fetchall()
        elif any(
            code == 0 and command[0] == "build"
            for command, code in zip(commands, self.codes, strict=True)
        ):
            self.wrong.append("a build ended well and published nothing")


def _versions(landing: Path, whole: Whole) -> set[int]:
    """Versions of the month in the files that the ledger names."""
    named = [
        str(entry.landed_path(landing))
        for entry in read_ledger(landing)
        if entry.table == "bill_issues"
    ]
    if not named:
        return set()
    with duckdb.connect() as database:
        rows = database.execute(
            "select version from read_parquet(?, union_by_name = true) "
            "where seller_account_id = ? and billing_month = ?",
            [named, whole.seller, f"{whole.month}-01"],
        ).fetchall()
    versions = [version for (version,) in rows]
    assert len(set(versions)) == len(versions), f"a version twice: {sorted(versions)}"
    return set(versions)


def _torn_exports(out: Path) -> Iterator[str]:
    for manifest in out.glob("*/*/manifest.json"):
        for name, entry in json.loads(manifest.read_text())["files"].items():
            file = manifest.parent / name
            if not file.is_file() or _sha256(file) != entry["sha256"]:
                yield f"{file} is not what its manifest says"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def can_mount(folder: Path) -> bool:
    """Whether a small disk can be made here; else RLIMIT_FSIZE is what other tests use."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        return False
    return subprocess.run(["umount", str(folder)], check=False).returncode == 0
