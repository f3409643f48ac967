"""Rules 1.1 and 1.4: from delivered records to current ones, at a moment of knowledge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .reading import Delivered
from .tables import TABLES


@dataclass
class Cleaned:
    """One table after cleaning: what is current, and an account of everything else."""

    delivered: int = 0
    duplicate: int = 0
    superseded: int = 0
    retracted: int = 0
    current: list[dict] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)  # (record_key, reason)
    # Moments at which records were taken back, by key.
    taken_back: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))


def known_at(delivered: list[Delivered], now: datetime) -> list[Delivered]:
    """The knowledge clock; a record without a readable `recorded_at` is seen at every moment."""
    return [one for one in delivered if one.recorded_at is None or one.recorded_at <= now]


def greatest_recorded_at(delivered: list[Delivered]) -> datetime:
    return max(one.recorded_at for one in delivered if one.recorded_at is not None)


def retracted_at(retractions: list[Delivered]) -> dict[str, dict[str, set[datetime]]]:
    """Rules 1.4: when a key of a table was taken back, by table and key."""
    found: dict[str, dict[str, set[datetime]]] = defaultdict(lambda: defaultdict(set))
    for row in clean(retractions, {}).current:
        if row["source_table"] == "bill_issues":
            continue
        found[row["source_table"]][row["record_key"]].add(row["recorded_at"])
    return found


def nothing_to_retract(retraction: dict, known: list[Delivered]) -> bool:
    """Rules 1.4: no readable record of the key was known up to the retraction."""
    return not any(
        one.table == retraction["source_table"]
        and one.reason is None
        and one.record_key == retraction["record_key"]
        and one.recorded_at <= retraction["recorded_at"]
        for one in known
    )


def clean(delivered: list[Delivered], retracted: dict[str, set[datetime]]) -> Cleaned:
    """Steps (a) to (d) for one table; a current row carries its key as `_key`.

    `retracted` has the moments at which a key was taken back.
    """
    cleaned = Cleaned(delivered=len(delivered))
    by_key: dict[tuple, list[Delivered]] = defaultdict(list)
    for one in delivered:
        if one.reason is not None:
            cleaned.rejected.append((one.record_key, one.reason))
        else:
            key = tuple(one.row[column.name] for column in TABLES[one.table].key)
            by_key[key].append(one)
    for records in by_key.values():
        record_key = records[0].record_key
        _clean_key(record_key, records, retracted.get(record_key, set()), cleaned)
    return cleaned


def _clean_key(
    record_key: str, records: list[Delivered], retracted: set[datetime], cleaned: Cleaned
) -> None:
    standing: dict | None = None
    versions: list[dict] = []
    for moment in sorted({one.recorded_at for one in records} | retracted):
        rows = [one.row for one in records if one.recorded_at == moment]
        contents = _without_repeats(rows)
        cleaned.duplicate += len(rows) - len(contents)  # step (b)
        if len(contents) > 1:  # step (c)
            cleaned.rejected += [(record_key, "conflicting_records")] * len(contents)
        elif contents and standing is not None and content(standing) == content(contents[0]):
            cleaned.duplicate += 1  # step (d)
        elif contents:
            cleaned.superseded += standing is not None
            standing = contents[0]
            versions.append(standing)
        if moment in retracted and standing is not None:
            cleaned.retracted += 1
            cleaned.taken_back[record_key].append(moment)
            standing, versions = None, []
    if standing is not None:
        notes = {
            "_key": record_key,
            "_first_recorded": versions[0]["recorded_at"],
            "_versions": versions,
        }
        cleaned.current.append({**standing, **notes})


def kept_since(row: dict, same: tuple[str, ...], taken: Callable[[dict], Any]) -> datetime:
    """Rules 1.12: since when a current row says what it says, and takes no less than now."""
    since = row["recorded_at"]
    for version in reversed(row["_versions"]):
        if any(version[name] != row[name] for name in same) or taken(version) < taken(row):
            break
        since = version["recorded_at"]
    return since


def _without_repeats(rows: list[dict]) -> list[dict]:
    kept: list[dict] = []
    for row in rows:
        if all(content(row) != content(other) for other in kept):
            kept.append(row)
    return kept


def content(row: dict) -> dict:
    """All columns but `recorded_at`, after typing."""
    notes = ("recorded_at", "_key", "_first_recorded", "_versions")
    return {name: value for name, value in row.items() if name not in notes}
