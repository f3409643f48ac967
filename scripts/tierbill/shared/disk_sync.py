"""What is named lasts: files are on the disk before they get their name, and then the names."""

from __future__ import annotations

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Make a file's contents, or the names in a folder, last through a crash of the machine."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make all files and folders below a folder last, and its own names."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            sync(path)
    sync(folder)


def replace_file(path: Path, data: bytes) -> None:
    """Give a file new contents in one step; `sync` of its folder makes its name last."""
    temporary = path.with_name(f".{path.name}")
    temporary.write_bytes(data)
    sync(temporary)
    temporary.replace(path)
