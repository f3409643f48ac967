"""Files in a landing folder that no ledger names: kept aside, never read, never deleted.

They lie in <landing>/unnamed/, below the folder in which they were found.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from tierbill.landing.verification import landed_digest
from tierbill.shared.disk_sync import sync

UNNAMED = "unnamed"
# More files of a folder are told in one sentence.
MOST_TOLD = 5


def move_aside(landing: Path, file: Path) -> Path:
    """Move a file or a folder out of where a build would read it; return where it is now."""
    free = _free_path(landing, file)
    file.rename(free)
    return free


def move_unnamed_out(landing: Path, files: Sequence[Path]) -> list[str]:
    """Move files that no ledger names aside; return what to tell of them."""
    notices = []
    for folder, group in groupby(files, key=lambda file: file.parent):
        moved = [(file, move_aside(landing, file)) for file in group]
        if len(moved) > MOST_TOLD:
            aside = moved[0][1].parent
            notices.append(
                f"{folder}: {len(moved):,} files are not in the ledger; they were moved to {aside}."
            )
            continue
        notices += [f"{file} is not in the ledger; it was moved to {free}." for file, free in moved]
    return notices


def copy_aside(landing: Path, file: Path) -> None:
    """Keep a copy of a file with those that no ledger names, unless there is one."""
    data = file.read_bytes()
    folder = landing / UNNAMED / file.parent.name
    if any(one.is_file() and one.read_bytes() == data for one in folder.glob(f"{file.name}*")):
        return
    copy = _free_path(landing, file)
    shutil.copyfile(file, copy)
    sync(copy)
    sync(copy.parent)


def move_named_in(landing: Path, named: Iterable[tuple[Path, str]]) -> list[str]:
    """Move named files that are missing back from those aside, if their SHA-256 is the same.

    `named` are paths with the digests of the ledger. Returns what to tell of each.
    """
    notices = []
    for file, sha256 in named:
        if file.exists():
            continue
        for found in sorted((landing / UNNAMED / file.parent.name).glob(f"{file.name}*")):
            if found.is_file() and landed_digest(found)[0] == sha256:
                found.rename(file)
                sync(file.parent)
                notices.append(f"{found} is in the ledger again; it was moved to {file}.")
                break
    return notices


def _free_path(landing: Path, file: Path) -> Path:
    target = landing / UNNAMED / file.relative_to(landing)
    target.parent.mkdir(parents=True, exist_ok=True)
    free, number = target, 1
    while free.exists() or free.is_symlink():
        number += 1
        free = target.with_name(f"{target.name}.{number}")
    return free
