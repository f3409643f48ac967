"""What the Python models do between reading ordered rows and returning a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Draw, Source, draw_down

ROWS_AT_A_TIME = 50_000
MONEY = pa.decimal128(38, 8)
CENT_OF_A_MILLIONTH = Decimal("0.00000001")
ENTITLEMENT = (
    "owner_account_id, entitlement_id, region_id, epoch_us(valid_from), epoch_us(valid_to)"
)
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


DRAWN_USAGE = pa.schema(
    [
        ("entitlement_id", pa.string()),
        ("charge_id", pa.string()),
        ("drawn_quantity", pa.decimal128(38, 10)),
        ("balance_quantity", pa.decimal128(38, 10)),
    ]
)
DRAWN_PLANS = pa.schema(
    [
        ("entitlement_id", pa.string()),
        ("charge_id", pa.string()),
        ("drawn_cost", MONEY),
        ("balance_cost", MONEY),
    ]
)


def draw_entitlements(
    session: Any, kind: str, *, entitlements: Any, skus: Any, charges: Any
) -> pa.Table:
    """Draw packages (once) or reserved instances (full again every hour), in usage units."""
    sources: dict[Hashable, list[Source]] = defaultdict(list)
    columns = f"{ENTITLEMENT}, capacity_quantity"
    for owner, source_id, region, start, end, capacity in _rows(
        session, entitlements, columns, "valid_to, entitlement_id", f"entitlement_kind = '{kind}'"
    ):
        sources[owner].append(Source(source_id, (source_id, region), start, end, capacity))
    demands = _charges(session, charges, "open_quantity") if sources else ()
    refills = kind == "reserved_instance"
    draws = draw_down(demands, sources, _scopes(session, skus), refills=refills)
    return _table(DRAWN_USAGE, _entitlement_rows(draws))


def draw_plans(session: Any, *, entitlements: Any, skus: Any, charges: Any) -> pa.Table:
    """Draw savings plans, full again every hour, on what is left of the list cost.

    An hour covers `hourly_commitment / plan_multiplier` of list cost, rounded to 8 decimals.
    """
    sources: dict[Hashable, list[Source]] = defaultdict(list)
    columns = f"{ENTITLEMENT}, hourly_commitment, plan_multiplier"
    for owner, source_id, region, start, end, commitment, multiplier in _rows(
        session,
        entitlements,
        columns,
        "valid_to, entitlement_id",
        "entitlement_kind = 'savings_plan'",
    ):
        capacity = _covered_an_hour(commitment, multiplier)
        sources[owner].append(Source(source_id, (source_id, region), start, end, capacity))
    demands = _charges(session, charges, "open_cost") if sources else ()
    draws = draw_down(demands, sources, _scopes(session, skus), refills=True)
    return _table(DRAWN_PLANS, _entitlement_rows(draws))


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
    draws = draw_down(demands if sources else (), sources, covers)
    return _table(
        DRAWN_VOUCHERS,
        (
            (draw.source_id, *draw.demand_id, number, draw.amount, draw.balance_after)
            for number, draw in enumerate(draws, start=1)
        ),
    )


def _covered_an_hour(commitment: Decimal | None, multiplier: Decimal | None) -> Decimal:
    """List cost that a plan covers in an hour; a plan without its two figures covers none."""
    if commitment is None or multiplier is None:
        return Decimal(0)
    with localcontext(prec=80, rounding=ROUND_HALF_UP):
        return (commitment / multiplier).quantize(CENT_OF_A_MILLIONTH)


def _scopes(session: Any, skus: Any) -> Callable[[Hashable, Hashable], bool]:
    """Whether an entitlement covers a sku in a region: in scope, and its region or none."""
    covered = set(_rows(session, skus, "entitlement_id, sku_id"))

    def covers(terms: Hashable, kind: Hashable) -> bool:
        entitlement_id, own_region = terms
        sku, region = kind
        return (entitlement_id, sku) in covered and own_region in (None, region)

    return covers


def _charges(session: Any, charges: Any, amount: str) -> Iterator[Demand]:
    """Yield the charges in the order in which they draw (rules 4)."""
    for owner, charge, sku, region, at, open_amount in _rows(
        session,
        charges,
        f"owner_account_id, charge_id, sku_id, region_id, epoch_us(bucket_started_at), {amount}",
        "owner_account_id, bucket_started_at, resource_id, sku_id, region_id nulls first",
    ):
        yield Demand(owner, charge, (sku, region), at, open_amount)


def _entitlement_rows(draws: Iterable[Draw]) -> Iterator[tuple]:
    return ((draw.source_id, draw.demand_id, draw.amount, draw.balance_after) for draw in draws)


def _rows(
    session: Any, relation: Any, columns: str, order: str | None = None, where: str | None = None
) -> Iterator[tuple]:
    """Stream the columns of a relation in an order, in bounded memory."""
    query = f"select {columns} from ({relation.sql_query()})"
    if where:
        query += f" where {where}"
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
