"""What is the same for all files of a load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tierbill.load.time_reading import TimeReading


@dataclass(frozen=True)
class LoadContext:
    """The instant of the load (UTC), how its times are read, and whether numbers are rounded.

    `advance` is called with the number of bytes whenever some were read.
    """

    loaded_at: datetime
    times: TimeReading
    advance: Callable[[int], None]
    round_digits: bool = False

    def reading(self, table: str) -> str:
        """What was told of how a table's records are read; empty if nothing was."""
        parts = (self.times.text(table), "round digits" if self.round_digits else "")
        return " ".join(part for part in parts if part)
