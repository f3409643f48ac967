"""Questions to the marts of the demo warehouse, as the tests of requirements ask them."""

from __future__ import annotations

import duckdb


def rows(database: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple]:
    return database.execute(query, list(values)).fetchall()


def found(database: duckdb.DuckDBPyConnection, column: str, mart: str, where: str) -> set:
    return {row[0] for row in rows(database, f"select {column} from marts.{mart} where {where}")}


def reason(database: duckdb.DuckDBPyConnection, table: str, key: str) -> str:
    return rows(
        database,
        "select reason from marts.rejected_records where source_table = ? and record_key = ?",
        *(table, key),
    )[0][0]
