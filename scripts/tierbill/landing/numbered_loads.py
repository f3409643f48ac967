"""The loads of a landing folder by number, and whether a build may name one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from tierbill.landing.ledger import Entry, read_ledger
from tierbill.shared.billing_zone import local_time
from tierbill.shared.errors import Refused

SHOWN_LOADS = 5


@dataclass(frozen=True)
class NumberedLoad:
    """A load: its number in the order of loads, when it was, and how many files it brought."""

    number: int
    loaded_at: datetime
    file_count: int

    def text(self, zone: timezone) -> str:
        """Return the load as a line of a message."""
        noun = "file" if self.file_count == 1 else "files"
        when = local_time(self.loaded_at.replace(microsecond=0), zone)
        return f"load {self.number}, {when}, {self.file_count:,} {noun}"


def numbered_loads(entries: Sequence[Entry]) -> list[NumberedLoad]:
    """Return the loads that files are of, in their order."""
    by_number: dict[int, list[datetime]] = {}
    for entry in entries:
        loaded_at = datetime.fromisoformat(entry.loaded_at)
        by_number.setdefault(entry.load_sequence, []).append(loaded_at)
    return [
        NumberedLoad(number, max(instants), len(instants))
        for number, instants in sorted(by_number.items())
    ]


def check_load(landing: Path, number: int, zone: timezone) -> None:
    """Check that a landing has the load that a build is to end with; instants are said in `zone`.

    Raises:
        Refused: it has no load of that number; the message says which ones there are.
    """
    loads = numbered_loads(read_ledger(landing))
    if any(load.number == number for load in loads):
        return
    if not loads:
        raise Refused(f"--as-of-load {number}: nothing was loaded into {landing} yet.")
    last = [f"  {load.text(zone)}" for load in loads[-SHOWN_LOADS:]]
    raise Refused(
        "\n".join(
            [
                f"--as-of-load {number}: {landing} has no load {number}. It has {len(loads)}, "
                f"numbered {loads[0].number} to {loads[-1].number}; the last of them:",
                *last,
            ]
        )
    )
