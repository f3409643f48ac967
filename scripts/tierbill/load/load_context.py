"""What is the same for all files of a load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tierbill.load.source_names import names_by_source
from tierbill.load.time_reading import TimeReading
from tierbill.shared.input_contract import RawTable


@dataclass(frozen=True)
class LoadContext:
    """The instant of the load, how its times are read, whether numbers are rounded, and the name
    of its source, if one was given.

    The instant is in UTC and that of the landing's clock.
    `advance` is called with the number of bytes whenever some were read.
    """

    loaded_at: datetime
    times: TimeReading
    advance: Callable[[int], None]
    round_digits: bool = False
    source: str | None = None

    def reading(self, table: RawTable) -> str:
        """What was told of how a table's records are read; empty if nothing was."""
        source = self.source_of(table)
        parts = (
            self.times.text(table.name),
            "round digits" if self.round_digits else "",
            f"source {source}" if source else "",
        )
        return " ".join(part for part in parts if part)

    def source_of(self, table: RawTable) -> str | None:
        """The name of the source, if the table has ids of its own."""
        return self.source if names_by_source(table) else None
