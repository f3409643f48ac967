"""What the Python models of control do between reading ordered rows and returning a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from tierbill.control import judging

ROWS_AT_A_TIME = 50_000
CONFIRMED = pa.schema(
    [
        ("confirmation_id", pa.string()),
        ("rejection_reason", pa.string()),
        ("confirmed_cost", pa.decimal128(38, 8)),
    ]
)
JUDGED = pa.schema([("allocation_id", pa.string()), ("rejection_reason", pa.string())])


def judge_confirmations(session: Any, *, confirmations: Any) -> pa.Table:
    """Judge what is not refused by itself, in the order `confirmed_at`, `confirmation_id`."""
    rows = _rows(
        session,
        f"""
        select
            confirmation_id, confirmed_by_account_id, customer_account_id, billing_month,
            billed_amount, amount
        from ({confirmations.sql_query()})
        where reason_alone is null
        order by confirmed_at, confirmation_id
        """,
    )
    events = (
        judging.Confirmation(confirmation_id, (seller, customer, month), billed, amount)
        for confirmation_id, seller, customer, month, billed, amount in rows
    )
    return _table(CONFIRMED, judging.judge_confirmations(events))


def judge_allocations(session: Any, *, events: Any) -> pa.Table:
    """Judge allocations among confirmations, in the order in which they happened."""
    rows = _rows(
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
    return _table(JUDGED, judging.judge_allocations(judging.CreditEvent(*row) for row in rows))


def _rows(session: Any, query: str) -> Iterator[tuple]:
    """Stream the rows of a query."""
    cursor = session.cursor().execute(query)
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        yield from rows


def _table(schema: pa.Schema, rows: Iterator[tuple]) -> pa.Table:
    """Gather rows into a table; events of control are few beside the charges."""
    columns = list(zip(*rows, strict=True)) or [() for _ in schema]
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )
