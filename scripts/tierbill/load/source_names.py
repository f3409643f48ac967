"""Keys of one of several sources: `--source NAME` writes them as NAME/key. Rules: 1.5."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from tierbill.load.load_database import rewrite_landed
from tierbill.shared.errors import Refused
from tierbill.shared.input_contract import RETRACTIONS, RawTable, raw_tables
from tierbill.shared.sql_text import literal

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def check_source(source: str | None) -> None:
    """Check the name of a source.

    Raises:
        Refused: it has other characters than letters, digits, dot, dash and underscore.
    """
    if source is not None and not NAME.fullmatch(source):
        raise Refused(
            f"--source {source}: write a name of letters, digits, dots, dashes and underscores, "
            "for example meter-2."
        )


def names_by_source(table: RawTable) -> bool:
    """Whether a delivery of the table has ids that are the source's own."""
    return table.name == RETRACTIONS or bool(_own_ids(table))


def write_source_names(
    database: duckdb.DuckDBPyConnection, table: RawTable, landed: Path, source: str
) -> None:
    """Write the name of the source before its own ids in a landed file.

    These are the columns that the contract marks `named_by_source`, the keys of rejected records
    and, of retractions, the keys of tables with such columns.
    """
    prefix = literal(f"{source}/")
    if table.name == RETRACTIONS:
        named = [name for name, each in raw_tables().items() if _own_ids(each)]
        tables = ", ".join(literal(name) for name in named)
        key = f"case when source_table in ({tables}) then {prefix} else '' end || record_key"
        rewrite_landed(database, landed, {"record_key": key})
        return
    names = database.execute(f"describe select * from read_parquet({literal(landed)})").fetchall()
    own = {*_own_ids(table)}
    if own.intersection(table.key):
        own |= {"rejected_key"} & {name for name, *_ in names}
    rewrite_landed(database, landed, {name: f"{prefix} || {name}" for name in sorted(own)})


def _own_ids(table: RawTable) -> list[str]:
    return [column.name for column in table.columns if column.rules.get("named_by_source")]
