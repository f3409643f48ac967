"""What the Python models do between reading ordered rows and returning a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Source, draw_down

ROWS_AT_A_TIME = 50_000
MONEY = pa.decimal128(38, 8)
DRAWN_VOUCHERS = pa.schema(
    [
        ("voucher_id", pa.string()),
        ("charge_id", pa.string()),
        ("leg_number", pa.int64()),
        ("draw_number", pa.int64()),
        ("voucher_cost", MONEY),
        ("balance_cost", MONEY),
    ]
)


def draw_vouchers(session: Any, *, vouchers: Any, products: Any, legs: Any) -> pa.Table:
    """Draw vouchers down in the order `transaction_at`, `charge_id` of their holder's legs.

    Designated vouchers go first, then those that end first. Money at 8 decimals.
    """
    lists = "product_codes, product_codes_are_excluded, product_code"
    covered = set(_rows(session, products, lists))

    def covers(terms: Hashable, kind: Hashable) -> bool:
        owner, mode, codes, excluded = terms
        leg_owner, leg_mode, product = kind
        return (
            owner in (None, leg_owner)
            and mode in ("all", leg_mode)
            and (codes is None or (codes, excluded, product) in covered)
        )

    sources: dict[Hashable, list[Source]] = defaultdict(list)
    for leg_kind, holder, currency, owner, mode, codes, excluded, *purse in _rows(
        session,
        vouchers,
        "leg_kind, holder_account_id, currency_code, "
        "case when is_designated then coalesce(designated_account_id, '') end, payment_mode, "
        "product_codes, product_codes_are_excluded, voucher_id, epoch_us(valid_from), "
        "epoch_us(valid_to), face_value, minimum_spend, is_reusable",
        "not is_designated, valid_to, voucher_id",
    ):
        voucher_id, *rest = purse
        source = Source(voucher_id, (owner, mode, codes, excluded), *rest)
        sources[leg_kind, holder, currency].append(source)

    demands = (
        Demand((kind, holder, currency), (charge, leg), (owner, mode, product), at, cost, spent)
        for kind, holder, currency, charge, leg, owner, mode, product, at, cost, spent in _rows(
            session,
            legs,
            "leg_kind, holder_account_id, currency_code, charge_id, leg_number, "
            "owner_account_id, payment_mode, product_code, epoch_us(transaction_at), "
            "contracted_cost, spent_cost",
            "leg_kind, holder_account_id, currency_code, transaction_at, charge_id",
        )
    )
    return _table(
        DRAWN_VOUCHERS,
        (
            (draw.source_id, *draw.demand_id, number, draw.amount, draw.balance_after)
            for number, draw in enumerate(draw_down(demands, sources, covers), start=1)
        ),
    )


def _rows(session: Any, relation: Any, columns: str, order: str | None = None) -> Iterator[tuple]:
    """Stream the columns of a relation in an order, in bounded memory."""
    query = f"select {columns} from ({relation.sql_query()})"
    if order:
        query += f" order by {order}"
    cursor = session.cursor().execute(query)
    while rows := cursor.fetchmany(ROWS_AT_A_TIME):
        yield from rows


def _table(schema: pa.Schema, rows: Iterable[tuple]) -> pa.Table:
    """Gather rows into a table, batch by batch."""
    batches, pending = [], []
    for row in rows:
        pending.append(row)
        if len(pending) == ROWS_AT_A_TIME:
            batches.append(_batch(schema, pending))
            pending = []
    return pa.Table.from_batches([*batches, _batch(schema, pending)], schema)


def _batch(schema: pa.Schema, rows: list[tuple]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.RecordBatch.from_arrays(
        [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )
