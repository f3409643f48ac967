"""What a load says about all its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LoadContext:
    """The moment of the load (UTC) and the zone of times without an offset, if it was told.

    `advance` is called with the number of bytes whenever some were read.
    """

    loaded_at: datetime
    zone: str | None
    advance: Callable[[int], None]
