"""The lock of a landing folder: no load changes it while a build reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tierbill.landing.folder import open_landing
from tierbill.landing.issued import check_issued
from tierbill.landing.ledger import read_ledger
from tierbill.landing.verification import check_landed


@contextmanager
def landing_held(
    landing: Path | None, console: Console, *, checks_issued: bool = True
) -> Iterator[None]:
    """Keep loads out of the landing folder while it is read; None means there is none.

    Every landed file and all issued lines are verified first: a build reads all of them. Without
    `checks_issued` the caller derives issued lines again that are lost.

    Raises:
        Refused: no landing folder, a damaged one, or it was not free within
            TIERBILL_LOCK_TIMEOUT seconds.
    """
    if landing is None:
        yield
        return
    read_ledger(landing)
    with open_landing(landing, console, replays_lost=not checks_issued) as folder:
        for notice in folder.notices:
            console.print(Text(notice))
        check_landed(landing, folder.entries)
        if checks_issued:
            check_issued(landing)
        yield
