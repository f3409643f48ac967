"""What is the same for all files of a load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tierbill.load.time_reading import TimeReading


@dataclass(frozen=True)
class LoadContext:
    """The instant of the load (UTC) and how its times are read.

    `advance` is called with the number of bytes whenever some were read.
    """

    loaded_at: datetime
    times: TimeReading
    advance: Callable[[int], None]
