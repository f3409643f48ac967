"""Show rejected records: how many for which reason, and the records themselves."""

from __future__ import annotations

import duckdb
from rich.console import Console

from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.terminal_tables import print_wide, printable, say, table_of

_MATCH = "($table is null or source_table = $table) and ($reason is null or reason = $reason)"

_COUNTS = f"""
select source_table, reason, count(*) as records
from marts.rejected_records
where {_MATCH}
group by source_table, reason
order by source_table, reason
"""

_COLUMNS = "source_table, reason, record_key, source_file, source_line, recorded_at"

_RECORDS = f"""
select {{columns}}
from marts.rejected_records
where {_MATCH}
order by source_table, reason, record_key, source_file, source_line
limit {{limit}}
"""


def show_rejected(
    database: duckdb.DuckDBPyConnection,
    console: Console,
    table: str | None,
    reason: str | None,
    limit: int,
    *,
    whole: bool = False,
) -> None:
    """Print the rejected records of a table and reason, or all, with at most `limit` records.

    With `whole` each record follows as it was delivered, on a line of its own.

    Raises:
        Refused: a table or reason was named and nothing was rejected there.
    """
    parameters = {"table": table, "reason": reason}
    counts = table_of(database, _COUNTS, parameters, title="Rejected records")
    if not counts.row_count:
        if table is None and reason is None:
            say(console, "No record was rejected.")
            return
        raise Refused(_nothing(database, table, reason))
    print_wide(console, counts)
    if limit:
        query = _RECORDS.format(columns=_COLUMNS, limit=int(limit))
        print_wide(console, table_of(database, query, parameters, title="Records"))
        if whole:
            query = _RECORDS.format(columns="source_file, source_line, record", limit=int(limit))
            for file, line, record in database.execute(query, parameters).fetchall():
                say(console, printable(f"{file}:{line} {record}"))
        total = database.execute(
            f"select count(*) from marts.rejected_records where {_MATCH}", parameters
        ).fetchone()
        more = (total[0] if total else 0) - limit
        if more > 0:
            say(console, f"... and {more:,} more; --limit shows more of them.")


def _nothing(database: duckdb.DuckDBPyConnection, table: str | None, reason: str | None) -> str:
    rejected = "from marts.rejected_records"
    for option, column, given in (
        ("--table", "source_table", table),
        ("--reason", "reason", reason),
    ):
        if given is None:
            continue
        found = database.execute(f"{rejected} where {column} = ? limit 1", [given]).fetchone()
        if found is None:
            hint = nearest(database, rejected, column, given)
            return f"{option} {given}: nothing was rejected there. {hint}"
    return f"Nothing of {table} was rejected for {reason}."
