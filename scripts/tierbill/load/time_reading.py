"""How the times of a load are read: zone, fold and inclusive ends. Rules: 1.9."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from tierbill.load.load_database import rewrite_landed
from tierbill.load.zone_names import check_zone
from tierbill.shared.errors import Refused
from tierbill.shared.sql_text import literal

FOLDS = ("earlier", "later")
STEPS = {"1s": 1_000_000, "1ms": 1_000, "1us": 1}
"""Microseconds from an inclusive end to the first instant after it."""

SHARE = 90
"""Percent of a file's ends that lie one step before a full minute if its ends are inclusive."""

LAST = "timestamptz '9999-12-31 23:59:59.999999+00'"
"""Last instant that every reader can follow."""


@dataclass(frozen=True)
class TimeReading:
    """What a load was told of times: the zone of those without an offset, the fold of those that
    the zone has twice, and the step by which ends of usage lie before the first instant after it.
    """

    zone: str | None = None
    fold: str | None = None
    inclusive_ends: str | None = None

    def check(self) -> None:
        """Check the values.

        Raises:
            Refused: one of them is unknown, or a fold was given without a zone.
        """
        check_zone(self.zone)
        if self.fold is not None and self.fold not in FOLDS:
            raise Refused(f"--fold {self.fold}: choose one of {', '.join(FOLDS)}.")
        if self.fold is not None and self.zone is None:
            raise Refused("--fold needs the zone of the times. Name it with --timezone.")
        if self.inclusive_ends is not None and self.inclusive_ends not in STEPS:
            raise Refused(
                f"--inclusive-ends {self.inclusive_ends}: choose one of {', '.join(STEPS)}."
            )

    def text(self, table: str) -> str:
        """What of it decides how the records of a table are read; empty if nothing was told."""
        ends = self.inclusive_ends if table == "usage" else None
        told = [self.zone, self.fold, ends and f"ends {ends}"]
        return " ".join(part for part in told if part)


AS_WRITTEN = TimeReading()
"""Every time with its own offset, every end exclusive."""


def move_ends(database: duckdb.DuckDBPyConnection, landed: Path, step: str) -> bool:
    """Move the ends of a landed usage file by a step, if its ends are inclusive.

    They are if at least 90 % of them lie one step before a full minute. Then all of them move:
    a file has one convention. Returns whether they moved.
    """
    size = STEPS[step]
    source = f"read_parquet({literal(landed)})"
    ends, inclusive = database.execute(
        f"select count(usage_ended_at), "
        f"count_if((epoch_us(usage_ended_at) + {size}) % 60000000 = 0) from {source}"
    ).fetchall()[0]
    if not ends or inclusive * 100 < ends * SHARE:
        return False
    later = f"least(usage_ended_at + to_microseconds({size}), {LAST})"
    rewrite_landed(database, landed, {"usage_ended_at": later})
    return True
