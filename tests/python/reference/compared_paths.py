"""dim_account_paths asked at every instant of change, however its intervals are cut."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import duckdb

from .difference import Difference, text_of
from .paths import path_at, path_instants
from .rating import Rating

PATHS = "dim_account_paths"
COMPARED = (
    "parent_account_id",
    "reseller_account_id",
    "distributor_account_id",
    "channel_code",
    "billing_group_code",
)


def compare_paths(connection: duckdb.DuckDBPyConnection, rating: Rating) -> list[Difference]:
    """Differences at each instant of change and just before it; no row means no parent."""
    names = ("account_id", "valid_from", "valid_to", *COMPARED)
    try:
        rows = connection.execute(f"select {', '.join(names)} from marts.{PATHS}").fetchall()
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        return [Difference(PATHS, "mart", "to be readable", str(error).splitlines()[0])]
    found = defaultdict(list)
    for row in rows:
        found[row[0]].append(dict(zip(names, row, strict=True)))
    changes = path_instants(rating.records)
    instants = sorted({*changes, *(moment - timedelta(microseconds=1) for moment in changes)})
    return [
        difference
        for account_id in sorted(rating.records.accounts)
        for instant in instants
        for difference in _at(rating, found[account_id], account_id, instant)
    ]


def _at(rating: Rating, rows: list[dict], account_id: str, instant: datetime) -> list[Difference]:
    expected = path_at(rating.records, account_id, instant)
    place = f"{account_id} at {text_of(instant)}"
    holding = [row for row in rows if _holds(row, instant)]
    if len(holding) > 1:
        return [Difference(PATHS, place, "one row at most", f"{len(holding)} rows")]
    if expected["parent_account_id"] is None:
        parent = holding[0]["parent_account_id"] if holding else None
        return [Difference(PATHS, place, "no parent", parent)] if parent else []
    if not holding:
        return [Difference(PATHS, place, f"parent {expected['parent_account_id']}", "no row")]
    return [
        Difference(PATHS, f"{place}, {name}", text_of(expected[name]), text_of(holding[0][name]))
        for name in COMPARED
        if expected[name] != holding[0][name]
    ]


def _holds(row: dict, instant: datetime) -> bool:
    start, end = row["valid_from"], row["valid_to"]
    return (start is None or start.astimezone(UTC) <= instant) and (
        end is None or instant < end.astimezone(UTC)
    )
