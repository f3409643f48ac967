"""Help for a mistyped id: the ids that are most like it, or have a name most like it."""

from __future__ import annotations

import duckdb

from tierbill.shared.named_ids import names_query, with_name
from tierbill.shared.terminal_tables import printable

# An id that is meant differs in a letter or two.
_MEANT = 0.9


def nearest(
    database: duckdb.DuckDBPyConnection, query: str, column: str, given: str, limit: int = 5
) -> str:
    """Return a sentence with the values of `column` in `query` that are most like `given`.

    Values that have names are followed by them, and a name may be what is like it.
    """
    names = names_query(database, column) or "select null::varchar, null::varchar"
    rows = database.execute(
        f"""
        with known as (select distinct {column} as id from ({query}) where {column} is not null)

        select id, any_value(name)
        from known
        left join ({names}) as named (named_id, name) on id = named_id
        group by id
        order by
            max(greatest(
                jaro_winkler_similarity(id, $given),
                coalesce(jaro_winkler_similarity(lower(name), lower($given)), 0)
            )) desc,
            id
        limit {int(limit)}
        """,
        {"given": given},
    ).fetchall()
    if not rows:
        return "There are none in this warehouse."
    separator = "; " if any(name for _, name in rows) else ", "
    return "Nearest: " + separator.join(printable(with_name(*row)) for row in rows) + "."


def meant_id(
    database: duckdb.DuckDBPyConnection, query: str, column: str, given: str
) -> str | None:
    """Return the value of `column` in `query` that is as good as `given`; None if none is."""
    row = database.execute(
        f"""
        select {column}
        from ({query})
        where jaro_winkler_similarity({column}, $given) > {_MEANT}
        order by jaro_winkler_similarity({column}, $given) desc, {column}
        limit 1
        """,
        {"given": given},
    ).fetchone()
    return row[0] if row else None
