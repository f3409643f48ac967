"""A staging folder below the folder of the output: a file is written there, then renamed.

A killed run leaves only whole files under their names; the next run removes the rest.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tierbill.shared.errors import Refused
from tierbill.shared.file_lock import file_locked

STAGING_PREFIX = ".export-"
LOCK = ".export.lock"


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """Hold the export root and return a new empty folder in it, removed at the end.

    Raises:
        Refused: the root is no folder, or another export wrote to it for TIERBILL_LOCK_TIMEOUT
            seconds.
    """
    if root.exists() and not root.is_dir():
        raise Refused(f"{root}: not a folder. Choose another --out.")
    root.mkdir(parents=True, exist_ok=True)
    with file_locked(root / LOCK, f"Another export to {root} is running"):
        for orphan in root.glob(f"{STAGING_PREFIX}*"):
            shutil.rmtree(orphan, ignore_errors=True)
        folder = Path(mkdtemp(prefix=STAGING_PREFIX, dir=root))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


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
