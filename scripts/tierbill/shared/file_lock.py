"""A lock file with one holder at a time; a process that waits prints for whom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from rich.console import Console
from rich.text import Text

from tierbill.shared.environment import environment_number
from tierbill.shared.errors import Refused

# Seconds to wait for the holder (environment TIERBILL_LOCK_TIMEOUT).
DEFAULT_TIMEOUT = 3600


@contextmanager
def file_locked(file: Path, busy: str, console: Console | None = None) -> Iterator[None]:
    """Hold the lock `file`; while another process holds it, print `busy` and wait.

    Raises:
        Refused: it was not free within TIERBILL_LOCK_TIMEOUT seconds.
    """
    timeout = environment_number("TIERBILL_LOCK_TIMEOUT", DEFAULT_TIMEOUT)
    lock = FileLock(file, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        (console or Console(stderr=True)).print(Text(f"{busy}; waiting for it."), soft_wrap=True)
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
