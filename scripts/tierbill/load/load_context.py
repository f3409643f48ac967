"""What is the same for all files of a load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LoadContext:
    """The instant of the load (UTC) and the zone of times without an offset, if one was given.

    `advance` is called with the number of bytes whenever some were read.
    """

    loaded_at: datetime
    zone: str | None
    advance: Callable[[int], None]
