"""Show rejected records: causes with their cures, and the records themselves."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
from rich.console import Console

from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.rejection_causes import print_causes
from tierbill.shared.terminal_tables import print_wide, printable, say, table_of
from tierbill.show.rejection_groups import rejection_groups

_MATCH = (
    "($table is null or source_table = $table) and ($reason is null or reason = $reason) "
    "and ($resolved or not is_mended)"
)

_COUNTS = """
select count(*) filter (not is_mended), count(*) filter (is_mended)
from marts.rejected_records
where ($table is null or source_table = $table) and ($reason is null or reason = $reason)
"""

_COLUMNS = "source_table, reason, record_key, source_file, source_line, recorded_at"

_RECORDS = f"""
select {{columns}}
from marts.rejected_records
where {_MATCH}
order by source_table, reason, record_key, source_file, source_line
limit {{limit}}
"""


@dataclass(frozen=True)
class RejectionQuery:
    """Which rejected records to show: of a table and a reason, or all; at most `limit` rows.

    `records` lists them one by one, `whole` as they were delivered, too; `resolved` takes
    those that were put right since, too.
    """

    table: str | None = None
    reason: str | None = None
    limit: int = 20
    records: bool = False
    whole: bool = False
    resolved: bool = False


def show_rejected(
    database: duckdb.DuckDBPyConnection, console: Console, wanted: RejectionQuery
) -> None:
    """Print the causes of rejected records, each with its cure, causes before consequences.

    Raises:
        Refused: a table or reason was named and nothing was rejected there.
    """
    match = {"table": wanted.table, "reason": wanted.reason}
    open_count, resolved_count = database.execute(_COUNTS, match).fetchone() or (0, 0)
    if not open_count and not resolved_count:
        if wanted.table is None and wanted.reason is None:
            say(console, "No record was rejected.")
            return
        raise Refused(_nothing(database, wanted.table, wanted.reason))
    say(console, counts_text(open_count, resolved_count))
    causes = rejection_groups(database, wanted.table, wanted.reason, resolved=wanted.resolved)
    print_causes(console, causes, wanted.limit)
    if wanted.records or wanted.whole:
        _show_records(database, console, wanted)
    elif causes:
        say(console, "\n--records lists the records, --whole shows each as it was delivered.")


def counts_text(open_count: int, resolved_count: int) -> str:
    """Return how many rejected records are open, and how many were put right."""
    noun = "record is" if open_count == 1 else "records are"
    text = f"{open_count:,} rejected {noun} open." if open_count else "No rejected record is open."
    if resolved_count:
        verb = "was" if resolved_count == 1 else "were"
        text += f" {resolved_count:,} {verb} put right since."
    return text


def _show_records(
    database: duckdb.DuckDBPyConnection, console: Console, wanted: RejectionQuery
) -> None:
    match = {"table": wanted.table, "reason": wanted.reason, "resolved": wanted.resolved}
    query = _RECORDS.format(columns=_COLUMNS, limit=int(wanted.limit))
    print_wide(console, table_of(database, query, match, title="Records"))
    if wanted.whole:
        columns = "source_file, source_line, record"
        query = _RECORDS.format(columns=columns, limit=int(wanted.limit))
        for file, line, record in database.execute(query, match).fetchall():
            say(console, printable(f"{file}:{line} {record}"))
    total = database.execute(
        f"select count(*) from marts.rejected_records where {_MATCH}", match
    ).fetchone()
    more = (total[0] if total else 0) - wanted.limit
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
