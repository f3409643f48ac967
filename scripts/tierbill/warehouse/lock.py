"""One build at a time for each warehouse file, and none while its landing folder changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from rich.console import Console

from tierbill.load import recover
from tierbill.load.landing import LOCK as LANDING_LOCK
from tierbill.warehouse.errors import Refused
from tierbill.warehouse.paths import WarehousePaths
from tierbill.warehouse.settings import environment_number

# Seconds a build waits for the one before it (environment TIERBILL_LOCK_TIMEOUT).
DEFAULT_TIMEOUT = 3600


@contextmanager
def locked(paths: WarehousePaths, console: Console) -> Iterator[None]:
    """Hold the lock of the warehouse; wait for the build that holds it and say so.

    Raises:
        Refused: it was not free within the time set.
    """
    paths.file.parent.mkdir(parents=True, exist_ok=True)
    with _held(paths.lock, f"Another build of {paths.file} is running", console):
        yield


@contextmanager
def landing_held(landing: Path | None, console: Console) -> Iterator[None]:
    """Keep loads out of the landing folder while it is read; None means there is none.

    What a killed load left there is removed first.

    Raises:
        Refused: no landing folder, or it was not free within the time set.
    """
    if landing is None:
        yield
        return
    recover(landing)
    with _held(landing / LANDING_LOCK, f"A load into {landing} is running", console):
        yield


@contextmanager
def _held(file: Path, busy: str, console: Console) -> Iterator[None]:
    timeout = environment_number("TIERBILL_LOCK_TIMEOUT", DEFAULT_TIMEOUT)
    lock = FileLock(file, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        console.print(f"{busy}; waiting for it.")
        try:
            lock.acquire(timeout=timeout)
        except Timeout:
            raise Refused(
                f"{busy}: {file} was held for {timeout} s. Try again later, or set "
                "TIERBILL_LOCK_TIMEOUT to more seconds."
            ) from None
    try:
        yield
    finally:
        lock.release()
