"""Keep dbt's parse of the project warm from build to build.

dbt parses the project anew (seconds of CPU) when the path of the database or the landing folder,
a variable or a setting differs from the last run with the same target folder. So builds run in
*slots*: folders `target/dbt/<key>-<n>` of the project, where `key` stands for the variables and
settings, and where database and landing have constant paths, `<slot>/warehouse/tierbill.duckdb`
and `<slot>/landing`; both `warehouse` and `landing` are links, set anew by each build. Two
builds at the same time never share a slot. The lock of a slot is handed to the dbt process, so
the slot stays taken until that is gone too, even if its parent was killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "tierbill.duckdb"
KEPT_SLOTS = 8


@dataclass(frozen=True)
class Slot:
    """A dbt target folder held by this build; `lock_descriptor` is to be passed to dbt."""

    folder: Path
    lock_descriptor: int

    @property
    def warehouse(self) -> Path:
        """Link to the folder of the build under way."""
        return self.folder / "warehouse"

    @property
    def landing(self) -> Path:
        """Link to the landing folder of the build under way, if it has one."""
        return self.folder / "landing"

    @property
    def database(self) -> Path:
        """Path under which dbt knows the database, the same in every build of the slot."""
        return self.warehouse / DATABASE_NAME

    def link(self, build_folder: Path | None, landing: Path | None) -> None:
        """Have the constant paths mean these folders, or nothing where there is none."""
        for link, target in ((self.warehouse, build_folder), (self.landing, landing)):
            link.unlink(missing_ok=True)
            if target is not None:
                link.symlink_to(target)


@contextmanager
def slot(project: Path, state: Mapping[str, object]) -> Iterator[Slot]:
    """Hold a slot whose last parse had the same `state`; it is linked to no folder yet."""
    folder = project / "target" / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(state, sort_keys=True, default=str)
    key = hashlib.sha256(text.encode()).hexdigest()[:8]
    taken = _take_first_free(folder, key)
    try:
        _prune(folder)
        taken.folder.mkdir(exist_ok=True)
        # The time of the lock file is the time of the slot's last use.
        os.utime(taken.folder.with_suffix(".lock"))
        taken.link(None, None)
        yield taken
    finally:
        os.close(taken.lock_descriptor)


def _take_first_free(folder: Path, key: str) -> Slot:
    number = 0
    while True:
        path = folder / f"{key}-{number}"
        descriptor = _try_lock(path.with_suffix(".lock"))
        if descriptor is not None:
            return Slot(path, descriptor)
        number += 1


def _try_lock(path: Path) -> int | None:
    """Lock `path` and return its descriptor, or None if someone holds it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if _inode(path) == os.fstat(descriptor).st_ino:
            return descriptor
        # Pruned between opening and locking: the name now means another file or none.
        os.close(descriptor)


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _used_at(lock: Path) -> float:
    try:
        return lock.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _prune(folder: Path) -> None:
    """Remove the free slots that were not used for longest, beyond the newest few."""
    locks = sorted(folder.glob("*.lock"), key=_used_at, reverse=True)
    for lock in locks[KEPT_SLOTS:]:
        descriptor = _try_lock(lock)
        if descriptor is None:
            continue
        shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
        lock.unlink(missing_ok=True)
        os.close(descriptor)
