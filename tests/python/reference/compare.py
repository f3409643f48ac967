"""A warehouse file against a rating, mart by mart, exactly: no tolerance on any figure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from .compared_marts import BY_PROFILE, MARTS, ComparedMart
from .compared_paths import PATHS, compare_paths
from .difference import Difference, text_of
from .rating import Rating


def compare_warehouse(
    warehouse: Path | str,
    rating: Rating,
    marts: Iterable[str] | None = None,
    *,
    profile: str = "kernel",
    limit: int = 10,
) -> list[Difference]:
    """The first `limit` differences of each mart; an empty list if all is the same.

    Compared are the marts that the dataset's profile reaches, or only the ones named in `marts`.
    """
    names = list(marts or [*(mart.name for mart in BY_PROFILE[profile]), PATHS])
    connection = duckdb.connect(str(warehouse), read_only=True)
    try:
        connection.execute("set TimeZone = 'UTC'")
        return [
            difference
            for name in names
            for difference in (
                compare_paths(connection, rating)
                if name == PATHS
                else compare_mart(connection, rating, MARTS[name])
            )[:limit]
        ]
    finally:
        connection.close()


def compare_mart(
    connection: duckdb.DuckDBPyConnection, rating: Rating, mart: ComparedMart
) -> list[Difference]:
    """All differences of one mart, in the order of its key."""
    present = _columns_of(connection, mart.relation)
    if not present:
        return [Difference(mart.name, "mart", "to exist", "nothing in the schema marts")]
    absent = [name for name in mart.columns if name not in present]
    columns = [name for name in mart.columns if name in present]
    columns += [name for name in mart.optional if name in present]
    differences = [Difference(mart.name, "columns", name, "no such column") for name in absent]
    key = [name for name in mart.key if name in columns]
    expected = [_normal_row(row, columns) for row in mart.rows(rating)]
    found = _rows_of(connection, mart.relation, columns)
    return differences + _differences(mart.name, columns, key, expected, found)


def _columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    try:
        rows = connection.execute(f"describe select * from {relation}").fetchall()
    except duckdb.CatalogException:
        return set()
    return {row[0] for row in rows}


def _rows_of(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: list[str]
) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{name}"' for name in columns)
    rows = connection.execute(f"select {names} from {relation}").fetchall()
    return [
        tuple(_normal(name, value) for name, value in zip(columns, row, strict=True))
        for row in rows
    ]


def _normal_row(row: dict, columns: list[str]) -> tuple[object, ...]:
    return tuple(_normal(name, row[name]) for name in columns)


def _normal(column: str, value: object) -> object:
    """The same value in the same clothes: instants in UTC, tags as sorted pairs."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, float):
        raise TypeError(f"{column} is a binary float: {value!r}")
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if column == "tags" and value is not None:
        pairs = json.loads(value) if isinstance(value, str) else dict(value)
        return tuple(sorted(pairs.items()))
    return value


def _differences(
    mart: str,
    columns: list[str],
    key: list[str],
    expected: list[tuple[object, ...]],
    found: list[tuple[object, ...]],
) -> list[Difference]:
    """Rows by key if the key is unique on both sides, else as bags of rows."""
    places = [columns.index(name) for name in key]
    by_key = [{tuple(row[i] for i in places): row for row in rows} for rows in (expected, found)]
    if places and len(by_key[0]) == len(expected) and len(by_key[1]) == len(found):
        return _keyed_differences(mart, columns, *by_key)
    missing = Counter(expected) - Counter(found)
    unwanted = Counter(found) - Counter(expected)
    return [
        Difference(mart, _shown(columns, row), f"{count} row(s) more", "not there")
        for row, count in sorted(missing.items(), key=_order)
    ] + [
        Difference(mart, _shown(columns, row), "not there", f"{count} row(s) more")
        for row, count in sorted(unwanted.items(), key=_order)
    ]


def _keyed_differences(
    mart: str,
    columns: list[str],
    expected: dict[tuple, tuple[object, ...]],
    found: dict[tuple, tuple[object, ...]],
) -> list[Difference]:
    differences = []
    for key in sorted(expected.keys() | found.keys(), key=repr):
        name = "|".join(text_of(part) for part in key)
        wanted, got = expected.get(key), found.get(key)
        if wanted is None or got is None:
            row = _shown(columns, wanted or got)
            sides = (row, "no such row") if wanted else ("no such row", row)
            differences.append(Difference(mart, name, *sides))
            continue
        for column, one, other in zip(columns, wanted, got, strict=True):
            if one != other:
                differences.append(
                    Difference(mart, f"{name}] [{column}", text_of(one), text_of(other))
                )
    return differences


def _order(item: tuple[tuple[object, ...], int]) -> str:
    return repr(item[0])


def _shown(columns: list[str], row: tuple[object, ...]) -> str:
    return ", ".join(f"{name}={text_of(value)}" for name, value in zip(columns, row, strict=True))
