"""The pages of a Parquet file: their checksums, and how much they unfold to."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from tierbill.load.refusals import FileRefused
from tierbill.shared.unfolding_limit import RATIO, unfolding_limit, unfolds_beyond

ROWS = 20_000
"""Rows read at a time."""


def check_pages(database: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Read a Parquet file once, page by page.

    Raises:
        FileRefused: it unfolds to more than a compressed file may.
        OSError, pyarrow.ArrowException: a page is damaged, or has not the checksum it states.
    """
    limit = unfolding_limit(path.stat().st_size)
    if unfolds_beyond(database, path, limit):
        raise FileRefused(
            f"it unfolds to more than {RATIO} times its size or {limit:,} bytes",
            "Deliver it as CSV, or split, if it is genuine.",
        )
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        for _ in file.iter_batches(batch_size=ROWS):
            pass
