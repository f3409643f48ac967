"""What a landing must hold so that a build has something to rate: accounts, skus and prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from tierbill.landing.ledger import read_ledger
from tierbill.shared.errors import BuildFailed, Refused
from tierbill.shared.rejection_reasons import PAGE
from tierbill.shared.sql_text import literal

NEEDED: Mapping[str, str] = {"accounts": "account", "skus": "sku", "list_prices": "price"}


def check_loaded(landing: Path | None) -> None:
    """Check before a build that the landing has an accepted account, sku and price.

    Raises:
        Refused: of one of them nothing was delivered, or all was malformed.
    """
    if landing is None:
        return
    entries = read_ledger(landing)
    told = []
    for table, noun in NEEDED.items():
        delivered = sum(entry.records for entry in entries if entry.table == table)
        rejected = sum(entry.rejected for entry in entries if entry.table == table)
        if delivered == rejected:
            told.append(_nothing_accepted(table, noun, delivered))
    if told:
        raise Refused(
            f"{landing}: nothing can be rated, so nothing was built. {' '.join(told)} "
            f"Load the missing records; {PAGE} explains the reasons."
        )


def check_accepted(built: Path, landing: Path | None) -> None:
    """Check before publishing that the build accepted an account, a sku and a price.

    Raises:
        BuildFailed: all of one of them were rejected, or none was known at the as-of timestamp.
    """
    if landing is None:
        return
    with duckdb.connect(str(built), read_only=True) as database:
        found = database.execute(
            "select count(*) from duckdb_tables() "
            "where schema_name = 'marts' and table_name = 'load_accounting'"
        ).fetchone()
        if found == (0,):
            return
        rows = database.execute(
            'select source_table, sum(delivered), sum("current") '
            f"from marts.load_accounting where source_table in ({_texts(NEEDED)}) "
            "group by source_table"
        ).fetchall()
        counts = {table: (delivered, current) for table, delivered, current in rows}
        told = []
        for table, noun in NEEDED.items():
            delivered, current = counts.get(table, (0, 0))
            if not current:
                told.append(_nothing_accepted(table, noun, delivered) + _reasons(database, table))
    if told:
        raise BuildFailed(
            f"Nothing can be rated, so nothing was published. {' '.join(told)} "
            f"{PAGE} explains the reasons."
        )


def _nothing_accepted(table: str, noun: str, delivered: int) -> str:
    if not delivered:
        return f"There is no {noun}: no record of {table} is known."
    if delivered == 1:
        return f"There is no {noun}: the table {table} was rejected whole, its only record."
    return f"There is no {noun}: the table {table} was rejected whole, all {delivered:,} records."


def _reasons(database: duckdb.DuckDBPyConnection, table: str) -> str:
    rows = database.execute(
        "select reason, count(*) from marts.rejected_records where source_table = ? "
        "group by reason order by count(*) desc, reason limit 3",
        [table],
    ).fetchall()
    if not rows:
        return ""
    return f" Reasons: {', '.join(f'{reason} ({count:,})' for reason, count in rows)}."


def _texts(values: Iterable[str]) -> str:
    return ", ".join(map(literal, values))
