"""Show rejected records: causes with their cures, and the records themselves."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.rejection_causes import print_causes
from tierbill.shared.terminal_tables import printable
from tierbill.show.rejection_groups import rejection_groups

_OF = (
    "($table is null or source_table = $table) and ($reason is null or reason = $reason) "
    "and ($key is null or record_key = $key)"
)
_MATCH = f"{_OF} and ($resolved or not is_mended)"

_COUNTS = f"""
select count(*) filter (not is_mended), count(*) filter (is_mended)
from marts.rejected_records
where {_OF}
"""

_COLUMNS = (
    "source_table, reason, source_file || ':' || source_line as place, recorded_at, record_key"
)

_RECORDS = f"""
select {{columns}}
from marts.rejected_records
where {_MATCH}
order by source_table, reason, record_key, source_file, source_line
limit {{limit}}
"""


@dataclass(frozen=True)
class RejectionQuery:
    """Which rejected records to show: of a table, a reason and a key, or all; at most `limit` rows.

    `records` lists them one by one, `whole` as they were delivered, too; `resolved` takes
    those that were put right since, too.
    """

    table: str | None = None
    reason: str | None = None
    limit: int = 20
    records: bool = False
    whole: bool = False
    resolved: bool = False
    key: str | None = None

    @property
    def values(self) -> dict[str, str | None]:
        """Parameters of the queries: what the records are of."""
        return {"table": self.table, "reason": self.reason, "key": self.key}


def show_rejected(display: Display, wanted: RejectionQuery) -> None:
    """Print the causes of rejected records, each with its cure, causes before consequences.

    Raises:
        Refused: a table, reason or key was named and nothing was rejected there.
    """
    database = display.database
    open_count, resolved_count = database.execute(_COUNTS, wanted.values).fetchone() or (0, 0)
    if not open_count and not resolved_count:
        if not any(wanted.values.values()):
            display.say("No record was rejected.")
            return
        raise Refused(_nothing(database, wanted))
    display.say(counts_text(open_count, resolved_count))
    resolved = wanted.resolved or not open_count
    causes = rejection_groups(database, **wanted.values, resolved=resolved)
    print_causes(display.console, causes, wanted.limit)
    if wanted.records or wanted.whole:
        _show_records(display, wanted, resolved=resolved)
    elif causes:
        display.say("\n--records lists the records, --whole shows each as it was delivered.")


def counts_text(open_count: int, resolved_count: int) -> str:
    """Return how many rejected records are open, and how many were put right."""
    noun = "record is" if open_count == 1 else "records are"
    text = f"{open_count:,} rejected {noun} open." if open_count else "No rejected record is open."
    if resolved_count:
        verb = "was" if resolved_count == 1 else "were"
        text += f" {resolved_count:,} {verb} put right since."
    return text


def _show_records(display: Display, wanted: RejectionQuery, *, resolved: bool) -> None:
    match = {**wanted.values, "resolved": resolved}
    query = _RECORDS.format(columns=_COLUMNS, limit=int(wanted.limit))
    display.print(display.table(query, match, title="Records", below=("record_key",)))
    if wanted.whole:
        columns = "source_file, source_line, record"
        query = _RECORDS.format(columns=columns, limit=int(wanted.limit))
        for file, line, record in display.database.execute(query, match).fetchall():
            display.say(printable(f"{file}:{line} {record}"))
    total = display.database.execute(
        f"select count(*) from marts.rejected_records where {_MATCH}", match
    ).fetchone()
    more = (total[0] if total else 0) - wanted.limit
    if more > 0:
        display.say(f"... and {more:,} more; --limit shows more of them.")


def _nothing(database: duckdb.DuckDBPyConnection, wanted: RejectionQuery) -> str:
    rejected = "from marts.rejected_records"
    for option, column, given in (
        ("--table ", "source_table", wanted.table),
        ("--reason ", "reason", wanted.reason),
        ("", "record_key", wanted.key),
    ):
        if given is None:
            continue
        found = database.execute(f"{rejected} where {column} = ? limit 1", [given]).fetchone()
        if found is None:
            hint = nearest(database, rejected, column, given)
            return f"{option}{given}: nothing was rejected there. {hint}"
    table = f" of {wanted.table}" if wanted.table else ""
    key = f" with the key {wanted.key}" if wanted.key else ""
    reason = f" for {wanted.reason}" if wanted.reason else ""
    return f"Nothing{table}{key} was rejected{reason}."
