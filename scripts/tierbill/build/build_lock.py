"""One build at a time for each warehouse file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.shared.file_lock import file_locked


@contextmanager
def locked(paths: WarehousePaths, console: Console) -> Iterator[None]:
    """Hold the lock of the warehouse; wait for the build that holds it and print that.

    Raises:
        Refused: it was not free within TIERBILL_LOCK_TIMEOUT seconds.
    """
    paths.file.parent.mkdir(parents=True, exist_ok=True)
    with file_locked(paths.lock, f"Another build of {paths.file} is running", console):
        yield
