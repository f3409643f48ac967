"""What the tests of a session make once, whichever process needs it first."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from building import DbtFolder
from filelock import FileLock


@dataclass(frozen=True)
class Demo:
    """The demo warehouse, the files dbt left and what dbt said."""

    folder: DbtFolder
    output: str


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of the session, filled by the process that comes first."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / "made").touch()
    return folder
