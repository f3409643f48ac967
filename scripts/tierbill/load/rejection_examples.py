"""Why records of staged files were rejected: each reason with its count and one example."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb

from tierbill.shared.rejection_causes import RejectionCause
from tierbill.shared.sql_text import literal


def rejection_causes(
    database: duckdb.DuckDBPyConnection, staged: Iterable[tuple[str, str, Path]]
) -> tuple[RejectionCause, ...]:
    """Return the causes of files given as raw table, name in the dataset and staged file."""
    causes: dict[tuple[str, str], RejectionCause] = {}
    for table, source_file, path in staged:
        rows = database.execute(
            f"""
            select
                rejection_reason, count(*),
                min_by([rejected_key, rejected_record, rejection_detail], record_line),
                min(record_line)
            from read_parquet({literal(path)})
            where rejection_reason is not null
            group by rejection_reason
            """
        ).fetchall()
        for reason, records, (key, record, detail), line in rows:
            before = causes.get((table, reason))
            if before is not None:
                causes[table, reason] = replace(before, records=before.records + records)
                continue
            causes[table, reason] = RejectionCause(
                table=table,
                reason=reason,
                records=records,
                record_key=key,
                source_file=source_file,
                source_line=line,
                values=json.loads(record),
                because=detail or "",
            )
    return tuple(sorted(causes.values(), key=lambda cause: cause.order))
