"""What the Python model of allocations does: ordered rows in, a table with reasons out.

Rules: 9.2
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from tierbill.control.credit_limits import CreditEvent, rejected_allocations

ROWS_AT_A_TIME = 50_000


def validated_allocations(session: Any, *, allocations: Any, events: Any) -> pa.Table:
    """Give each allocation its first reason: that of its parties, or that of its limit."""
    ordered = _rows(
        session,
        f"""
        select
            event_kind, event_id, account_id, manager_account_id, event_cost, used_cost,
            is_limited
        from ({events.sql_query()})
        where event_kind != 'charge'
        order by occurred_at, event_rank, event_id
        """,
    )
    limit_reasons = dict(rejected_allocations(CreditEvent(*row) for row in ordered))
    table = (
        session.cursor()
        .execute(f"select * from ({allocations.sql_query()}) order by allocation_id")
        .to_arrow_table()
    )
    reasons = [
        party_reason or limit_reasons.get(allocation_id)
        for allocation_id, party_reason in zip(
            table["allocation_id"].to_pylist(), table["party_reason"].to_pylist(), strict=True
        )
    ]
    return table.append_column("rejection_reason", pa.array(reasons, pa.string()))


def _rows(session: Any, query: str) -> Iterator[tuple]:
    """Stream the rows of a query."""
    cursor = session.cursor().execute(query)
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        yield from rows
