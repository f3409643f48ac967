"""Bring a finished export into place: every file whole under its name, nothing stale beside it.

The export is written to a folder of its own below the root, flushed to the disk, and then each
file is renamed into place, the manifest of a folder last. Whenever it is killed, a name holds
the whole old file or the whole new one; a folder whose files do not match its manifest was
being replaced, and the next export puts that right.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock, Timeout

from tierbill.export.manifest import MANIFEST
from tierbill.export.reports import CODE_NAMES, file_stems
from tierbill.warehouse.errors import Refused

STAGING_PREFIX = ".export-"
LOCK = ".export.lock"


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """Hold the export root and return a new empty folder in it, removed at the end.

    Raises:
        Refused: the root is no folder, or another export is writing to it.
    """
    if root.exists() and not root.is_dir():
        raise Refused(f"{root}: not a folder. Choose another --out.")
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise Refused(f"{root}: another export is writing to it. Wait for it.") from None
    try:
        for orphan in root.glob(f"{STAGING_PREFIX}*"):
            shutil.rmtree(orphan, ignore_errors=True)
        folder = Path(mkdtemp(prefix=STAGING_PREFIX, dir=root))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def install(staged: Path, root: Path, folders: Sequence[str]) -> None:
    """Move the staged `folders` (paths below the root) and the root's manifest into place.

    Raises:
        Refused: a folder of the root is a link that leads out of it.
    """
    check_inside(root, folders)
    os.sync()
    for folder in folders:
        _install_folder(staged / folder, root / folder)
    (staged / MANIFEST).replace(root / MANIFEST)


def remove_stale(root: Path, kept: Sequence[str]) -> None:
    """Remove the files of earlier exports from all folders but `kept`, and emptied folders."""
    for kind in CODE_NAMES:
        for folder in sorted((root / kind).glob("*")):
            if f"{kind}/{folder.name}" in kept or folder.is_symlink() or not folder.is_dir():
                continue
            (folder / MANIFEST).unlink(missing_ok=True)
            _remove_ours(folder, frozenset())
            if not any(folder.iterdir()):
                folder.rmdir()


def _install_folder(staged: Path, final: Path) -> None:
    final.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in staged.iterdir())
    for name in names:
        if name != MANIFEST:
            (staged / name).replace(final / name)
    _remove_ours(final, frozenset(names))
    (staged / MANIFEST).replace(final / MANIFEST)


def _remove_ours(folder: Path, kept: frozenset[str]) -> None:
    """Remove files with names that exports write; what others put there is not ours."""
    for stem in sorted(file_stems()):
        for name in (f"{stem}.csv", f"{stem}.parquet"):
            if name not in kept:
                (folder / name).unlink(missing_ok=True)


def check_inside(root: Path, folders: Sequence[str]) -> None:
    """Check that no folder (path below the root) is a link that leads elsewhere.

    Raises:
        Refused: one is.
    """
    real = root.resolve()
    for folder in folders:
        target = (root / folder).resolve()
        if target != real / folder:
            raise Refused(
                f"{root / folder}: leads to {target}, out of its place below the export root. "
                "Remove the link; nothing was changed."
            )
