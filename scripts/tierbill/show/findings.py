"""Show findings: what was accepted and looks wrong, by the money at stake."""

from __future__ import annotations

import duckdb

from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.terminal_tables import printable, say_wrapped
from tierbill.show.finding_text import finding_text

_FINDINGS = """
select
    finding_id, finding_kind, severity, source_table, record_key, leg_id, money_at_stake,
    currency_code, description
from marts.findings
where $what is null or $what in (finding_id, finding_kind, record_key, leg_id)
order by abs(money_at_stake) desc nulls last, finding_kind, finding_id
"""


def show_findings(display: Display, what: str | None, limit: int) -> None:
    """Print findings with what to do about each: all, or those of a kind, record, leg or id.

    Raises:
        Refused: there is none of these; the message names the nearest.
    """
    database = display.database
    rows = database.execute(_FINDINGS, {"what": what}).fetchall()
    if not rows:
        if what is None:
            display.say("There are no findings.")
            return
        raise Refused(f"{what}: no finding is, or is about, this. {_nearest(database, what)}")
    for row in rows[:limit]:
        identity, kind, severity, table, key, leg, money, currency, text = row
        about = f"{table} {key}" if key is not None else leg or ""
        stake = ""
        if money is not None:
            stake = f", {display.total(money, currency)} {currency} at stake"
        display.say(printable(f"{kind} ({severity}), {about}{stake}"))
        say_wrapped(display.console, finding_text(display, text), indent=2)
        display.say(printable(f"  Finding {identity}"))
        display.say("")
    if len(rows) > limit:
        display.say(f"... and {len(rows) - limit:,} more; --limit shows more of them.")


def _nearest(database: duckdb.DuckDBPyConnection, what: str) -> str:
    names = " union all ".join(
        f"select {column} as id from marts.findings"
        for column in ("finding_id", "finding_kind", "record_key", "leg_id")
    )
    return nearest(database, names, "id", what)
