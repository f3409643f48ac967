"""How much the contents of a compressed file may be: a small file may not fill memory or disk."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from tierbill.shared.sql_text import literal, quoted_name

MIB = 1 << 20
LARGEST_FILE = 64 << 30
"""Bytes of a delivered file, and of the text of a compressed one."""
RATIO = 100
RATIO_FROM = 64 * MIB
"""Beyond this many bytes, the contents of a compressed file are at most RATIO times its size."""
_FIELD = 8
"""Bytes that a value takes at least, without the text it may have."""


def unfolding_limit(size: int) -> int:
    """Return how many bytes the contents of a compressed file of `size` bytes may have."""
    return min(LARGEST_FILE, max(RATIO_FROM, RATIO * size))


def unfolds_beyond(database: duckdb.DuckDBPyConnection, path: Path, limit: int) -> bool:
    """Say whether the values of a Parquet file take more than `limit` bytes in memory."""
    metadata = pq.read_metadata(path)
    groups = range(metadata.num_row_groups)
    pages = sum(metadata.row_group(group).total_byte_size for group in groups)
    fields = _FIELD * metadata.num_rows * metadata.num_columns
    return max(pages, fields) > limit or fields + _texts(database, path) > limit


def _texts(database: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Bytes of all texts. DuckDB keeps a text that many rows share in memory once."""
    name = str(path).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
    records = f"read_parquet({literal(name)})"
    columns = database.execute(f"describe select * from {records}").fetchall()
    sizes = [
        f"coalesce(sum(strlen({quoted_name(name)})), 0)"
        for name, data_type, *_ in columns
        if data_type == "VARCHAR"
    ]
    query = f"select {' + '.join(['0', *sizes])} from {records}"
    return int(database.execute(query).fetchall()[0][0])
