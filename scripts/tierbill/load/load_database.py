"""The DuckDB connection of a load, and how names and values get into its SQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from tierbill.shared.machine_faults import require_memory
from tierbill.shared.sql_text import literal

MEMORY = "1GB"
NEEDED = 1_300_000_000
"""Bytes of memory that a load may take: that of DuckDB and what its threads need."""


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection in UTC with limited memory, which spills into the folder `spill`."""
    require_memory(NEEDED)
    database = duckdb.connect(config={"autoinstall_known_extensions": False})
    database.execute("set TimeZone = 'UTC'")
    database.execute(f"set memory_limit = '{MEMORY}'")
    database.execute(f"set temp_directory = {literal(spill)}")
    return database


def write_validated(
    database: duckdb.DuckDBPyConnection, columns: list[str], validated: str, target: Path
) -> tuple[int, int]:
    """Write validated records to a landed file; return the counts of all and of the rejected."""
    database.execute(
        f"copy (select {', '.join(columns)} from {validated}) to {literal(target)} "
        "(format parquet, compression zstd)"
    )
    # All rows are fetched: DuckDB 2 takes a result as unfinished until nothing is left of it.
    (counts,) = database.execute(
        f"select count(*), count(rejection_reason) from read_parquet({literal(target)})"
    ).fetchall()
    return counts


def rewrite_landed(
    database: duckdb.DuckDBPyConnection, landed: Path, changed: Mapping[str, str]
) -> None:
    """Write a landed file again with other values in some columns, given as SQL."""
    replaced = ", ".join(f"{value} as {name}" for name, value in changed.items())
    rewritten = landed.with_suffix(".rewritten")
    database.execute(
        f"copy (select * replace ({replaced}) from read_parquet({literal(landed)})) "
        f"to {literal(rewritten)} (format parquet, compression zstd)"
    )
    rewritten.replace(landed)
