"""Move a finished export into place: every file whole under its name, no stale file next to it.

The export is written to a folder of its own below the root, synced to the disk, and then each
file is renamed into place, the manifest of a folder last. Whenever it is killed, a name holds
the whole old file or the whole new one; a folder whose files do not match its manifest was
being replaced, and the next export puts that right.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tierbill.disclosure.exported_marts import CODE_NAMES, file_stems
from tierbill.files.manifest_text import MANIFEST
from tierbill.files.staging import check_inside
from tierbill.shared.disk_sync import sync, sync_tree


def install(staged: Path, root: Path, folders: Sequence[str]) -> None:
    """Move the staged `folders` (paths below the root) and the root's manifest into place.

    Raises:
        Refused: a folder of the root is a link that leads out of it.
    """
    check_inside(root, folders)
    sync_tree(staged)
    for folder in folders:
        _install_folder(staged / folder, root / folder)
    (staged / MANIFEST).replace(root / MANIFEST)
    sync(root)


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
    sync(final)
    (staged / MANIFEST).replace(final / MANIFEST)
    sync(final)
    sync(final.parent)


def _remove_ours(folder: Path, kept: frozenset[str]) -> None:
    """Remove files with names that exports write, and no others."""
    for stem in sorted(file_stems()):
        for name in (f"{stem}.csv", f"{stem}.parquet"):
            if name not in kept:
                (folder / name).unlink(missing_ok=True)
