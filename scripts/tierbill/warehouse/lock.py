"""One build at a time for each warehouse file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from rich.console import Console

from tierbill.warehouse.errors import Refused
from tierbill.warehouse.paths import WarehousePaths

# Seconds a build waits for the one before it (environment TIERBILL_LOCK_TIMEOUT).
DEFAULT_TIMEOUT = 3600


@contextmanager
def locked(paths: WarehousePaths, console: Console) -> Iterator[None]:
    """Hold the lock of the warehouse; wait for the build that holds it and say so.

    Raises:
        Refused: it was not free within the time set.
    """
    timeout = int(os.environ.get("TIERBILL_LOCK_TIMEOUT", DEFAULT_TIMEOUT))
    paths.file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(paths.lock, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        console.print(f"Another build of {paths.file} is running; waiting for it.")
        try:
            lock.acquire(timeout=timeout)
        except Timeout:
            raise Refused(
                f"{paths.file}: another build has held {paths.lock.name} for {timeout} s. "
                "Wait for it, or set TIERBILL_LOCK_TIMEOUT to more seconds."
            ) from None
    try:
        yield
    finally:
        lock.release()
