"""Many random datasets in one: a build costs the same time whatever it rates.

Each dataset gets a number of four digits, and every id and code of it begins with that number,
so that nothing of one dataset meets anything of another. The numbers are digits because ids
that look like numbers are the ones that break. Ordering by id or code inside a dataset stays as
it was, because all of them begin alike.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from random_datasets import write_dataset
from reference import Rating, Settings, rate
from reference.compare import compare_mart
from reference.compared_marts import BY_PROFILE
from reference.compared_paths import compare_paths
from reference.difference import Difference
from reference.reading import read_dataset
from reference.records import greatest_recorded_at
from reference.tables import TABLES

PROFILE_NUMBERS = {"kernel": 0, "commercial": 1, "periods": 2}
# Texts that mean the same in every dataset.
SHARED_CODES = frozenset({"currency_code", "failure_code"})


@dataclass(frozen=True)
class Merged:
    """One dataset of many: the folder to load, and each part as the reference reads it."""

    folder: Path
    parts: dict[str, Path]

    @property
    def now(self) -> datetime:
        """When the last record of all became known: the clock of a build without as_of."""
        return max(greatest_recorded_at(read_dataset(part)) for part in self.parts.values())

    def rate(self, as_of: datetime | None = None, settings: Settings | None = None) -> MergedRating:
        """Rate each part on its own, all at the same moment."""
        moment = as_of or self.now
        return MergedRating(
            {name: rate(part, as_of=moment, settings=settings) for name, part in self.parts.items()}
        )


@dataclass(frozen=True)
class MergedRating:
    """The ratings of the parts; every mart is that of all parts together."""

    ratings: dict[str, Rating]

    def __getattr__(self, name: str) -> list[dict]:
        rows = [row for rating in self.ratings.values() for row in getattr(rating, name)]
        return summed(rows) if name == "load_accounting" else rows

    def differences(self, warehouse: Path, profile: str, limit: int = 5) -> list[Difference]:
        """The first differences of each mart that a profile reaches, without any tolerance."""
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            found = [compare_mart(connection, self, mart)[:limit] for mart in BY_PROFILE[profile]]
        found.append(self._path_differences(warehouse, limit))
        return [difference for some in found for difference in some]

    def _path_differences(self, warehouse: Path, limit: int) -> list[Difference]:
        """Each part sees only its own accounts, in the memory of a database of its own."""
        found: list[Difference] = []
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
            connection.execute("create schema marts")
            connection.execute("create table all_paths as from warehouse.marts.dim_account_paths")
            for name, rating in self.ratings.items():
                connection.execute(
                    "create or replace table marts.dim_account_paths as "
                    f"from all_paths where starts_with(account_id, '{name}')"
                )
                found += compare_paths(connection, rating)
                if len(found) >= limit:
                    break
        return found[:limit]


def summed(rows: Iterable[dict]) -> list[dict]:
    """Load accounting by table over all parts."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row["source_table"]].update(
            {name: value for name, value in row.items() if isinstance(value, int)}
        )
    return [{"source_table": table, **numbers} for table, numbers in counts.items()]


def write_merged(seeds: Iterable[tuple[str, int]], out: Path) -> Merged:
    """Write the datasets of (profile, seed) below `out` and all of them as one."""
    merged: dict[str, list[list[str]]] = defaultdict(list)
    parts = {}
    for profile, seed in seeds:
        name = f"{PROFILE_NUMBERS[profile] * 1000 + seed:04d}"
        raw = write_dataset(seed, out / "raw" / name, profile=profile)
        parts[name] = out / "parts" / name
        for path in sorted(raw.rglob("*.csv")):
            table = path.parent.name if path.parent != raw else path.stem
            records = list(prefixed(path, table, name))
            write_records(parts[name] / path.relative_to(raw), table, records)
            merged[table] += records
    for table, records in merged.items():
        write_records(out / "merged" / f"{table}.csv", table, records)
    return Merged(out / "merged", parts)


def prefixed(path: Path, table: str, name: str) -> Iterable[list[str]]:
    """The records of a file with the number of their dataset before every id and code."""
    owned = [is_id(column.name, column.kind) for column in TABLES[table].columns]
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        for row in rows:
            if table == "retractions":
                row[1] = prefixed_key(row[1], row[0], name)
            yield [
                "|".join(name + part for part in value.split("|")) if own and value else value
                for value, own in zip(row, owned, strict=True)
            ]


def prefixed_key(record_key: str, table: str, name: str) -> str:
    """The key of a record of a table, with the number of its dataset before every id in it."""
    if table not in TABLES:
        return record_key
    owned = [is_id(column.name, column.kind) for column in TABLES[table].key]
    parts = record_key.split("|")
    return "|".join(
        name + part if own and part else part for part, own in zip(parts, owned, strict=False)
    )


def is_id(column: str, kind: str) -> bool:
    """Whether a column names something of its dataset; `product_codes` names several."""
    if kind != "text" or column in SHARED_CODES:
        return False
    return column.endswith(("_id", "_code", "_codes")) or column in ("tax_region", "changed_by")


def write_records(path: Path, table: str, records: Iterable[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.name for column in TABLES[table].columns])
        writer.writerows(records)


def known_half_way(merged: Merged) -> datetime:
    """An instant by which about half of all records are known."""
    moments = sorted(
        record.recorded_at
        for part in merged.parts.values()
        for record in read_dataset(part)
        if record.recorded_at is not None
    )
    return moments[len(moments) // 2].astimezone(UTC)
