"""The pages of a Parquet file: their checksums, and how much they unfold to."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from tierbill.load.file_bytes import RATIO, unfolding_limit
from tierbill.load.refusals import FileRefused
from tierbill.shared.sql_text import literal, quoted_name

ROWS = 20_000
"""Rows read at a time."""
FIELD = 8
"""Bytes that a value takes at least, without the text it may have."""


def check_pages(database: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Read a Parquet file once, page by page.

    Raises:
        FileRefused: it unfolds to more than a compressed file may.
        OSError, pyarrow.ArrowException: a page is damaged, or has not the checksum it states.
    """
    limit = unfolding_limit(path.stat().st_size)
    metadata = pq.read_metadata(path)
    groups = range(metadata.num_row_groups)
    pages = sum(metadata.row_group(group).total_byte_size for group in groups)
    fields = FIELD * metadata.num_rows * metadata.num_columns
    if max(pages, fields) > limit or fields + _texts(database, path) > limit:
        raise FileRefused(
            f"it unfolds to more than {RATIO} times its size or {limit:,} bytes",
            "Deliver it as CSV, or split, if it is genuine.",
        )
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        for _ in file.iter_batches(batch_size=ROWS):
            pass


def _texts(database: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Bytes of all texts. DuckDB keeps a text that many rows share in memory once."""
    records = f"read_parquet({literal(path)})"
    columns = database.execute(f"describe select * from {records}").fetchall()
    sizes = [
        f"coalesce(sum(strlen({quoted_name(name)})), 0)"
        for name, data_type, *_ in columns
        if data_type == "VARCHAR"
    ]
    query = f"select {' + '.join(['0', *sizes])} from {records}"
    return int(database.execute(query).fetchall()[0][0])
