"""The lock of a landing folder: no load changes it while a build reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from tierbill.landing.folder import LOCK, recover
from tierbill.shared.file_lock import file_locked


@contextmanager
def landing_held(landing: Path | None, console: Console) -> Iterator[None]:
    """Keep loads out of the landing folder while it is read; None means there is none.

    What a killed load left there is removed first.

    Raises:
        Refused: no landing folder, or it was not free within TIERBILL_LOCK_TIMEOUT seconds.
    """
    if landing is None:
        yield
        return
    recover(landing)
    with file_locked(landing / LOCK, f"A load into {landing} is running", console):
        yield
