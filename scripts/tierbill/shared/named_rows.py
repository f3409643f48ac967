"""Rows of a query by the names of their columns."""

from __future__ import annotations

from typing import Any

import duckdb


def named_rows(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return the rows that a connection has after a query, each by the names of its columns."""
    names = [name for name, *_ in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
