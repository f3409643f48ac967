"""The version of the code that built a warehouse: the package's version and a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

# What decides how records become bills. The demo seeds are input, not code.
CODE = (
    "dbt_project.yml",
    "models",
    "macros",
    "scripts/tierbill/rating",
    "seeds/reference",
    "snapshots",
    "tests/generic",
)


def code_version(project: Path) -> str:
    """Return `<package version>+<12 hex digits>`; the same for the same code."""
    digest = hashlib.sha256()
    for path in _files(project):
        digest.update(f"{path.relative_to(project).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{version('tierbill')}+{digest.hexdigest()[:12]}"


def _files(project: Path) -> Iterator[Path]:
    for name in CODE:
        path = project / name
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and file.parent.name != "__pycache__"
            )
