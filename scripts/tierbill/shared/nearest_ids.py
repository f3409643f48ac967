"""Help for a mistyped id: the ids that are most like it."""

from __future__ import annotations

import duckdb

from tierbill.shared.terminal_tables import printable


def nearest(
    database: duckdb.DuckDBPyConnection, query: str, column: str, given: str, limit: int = 5
) -> str:
    """Return a sentence with the values of `column` in `query` that are most like `given`."""
    rows = database.execute(
        f"""
        select distinct {column}
        from ({query})
        where {column} is not null
        order by jaro_winkler_similarity({column}, ?) desc, {column}
        limit ?
        """,
        [given, limit],
    ).fetchall()
    if not rows:
        return "There are none in this warehouse."
    return "Nearest: " + ", ".join(printable(value) for (value,) in rows) + "."
