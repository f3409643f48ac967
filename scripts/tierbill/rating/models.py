"""What the Python models do between reading ordered rows and returning a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import repeat
from typing import Any

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Drawdown, Queue, Source
from tierbill.rating.whole_numbers import decimals, whole_numbers

ROWS_AT_A_TIME = 50_000
MONEY = pa.decimal128(38, 8)
QUANTITY = pa.decimal128(38, 10)
CHARGE = [("charge_id", pa.string())]
LEG = [*CHARGE, ("leg_number", pa.int64())]

# Whose voucher it is, and what it may pay.
PURSE = ("leg_kind", "holder_account_id", "currency_code", "only_for")
PAYS = ("payment_mode", "product_codes", "product_codes_are_excluded")

QueuesOf = Callable[[Hashable, Hashable], Sequence[Queue]]
# The keys of some demands, and the demands; each knows its place among the keys.
Batches = Iterable[tuple[pa.RecordBatch, Iterable[Demand]]]


def draw_entitlements(
    session: Any, kind: str, *, entitlements: Any, skus: Any, charges: Any
) -> pa.Table:
    """Draw packages (once) or reserved instances (full again every hour), in usage units."""
    opened = _entitlements(session, entitlements, kind, "capacity_quantity")
    capacities = [
        _whole(capacity, QUANTITY.scale)
        for capacity in opened.column("capacity_quantity").to_pylist()
    ]
    queues_of = _entitlement_queues(
        session, opened, capacities, skus, refills=kind == "reserved_instance"
    )
    return _drawn(
        pa.schema(
            [
                ("entitlement_id", pa.string()),
                *CHARGE,
                ("drawn_quantity", QUANTITY),
                ("balance_quantity", QUANTITY),
            ]
        ),
        opened.column("entitlement_id"),
        queues_of,
        _charges(session, charges, "cast(open_quantity as decimal(38, 10))"),
    )


def draw_plans(session: Any, *, entitlements: Any, skus: Any, charges: Any) -> pa.Table:
    """Draw savings plans, full again every hour, on what is left of the list cost.

    An hour covers `hourly_commitment / plan_multiplier` of list cost, rounded to 8 decimals.
    """
    opened = _entitlements(
        session, entitlements, "savings_plan", "hourly_commitment, plan_multiplier"
    )
    capacities = [
        _whole(_covered_an_hour(*figures), MONEY.scale)
        for figures in _rows(opened.select(["hourly_commitment", "plan_multiplier"]))
    ]
    return _drawn(
        pa.schema(
            [
                ("entitlement_id", pa.string()),
                *CHARGE,
                ("drawn_cost", MONEY),
                ("balance_cost", MONEY),
            ]
        ),
        opened.column("entitlement_id"),
        _entitlement_queues(session, opened, capacities, skus, refills=True),
        _charges(session, charges, "cast(open_cost as decimal(38, 8))"),
    )


def draw_vouchers(session: Any, *, vouchers: Any, products: Any, legs: Any) -> pa.Table:
    """Draw vouchers down in the order `transaction_at`, `charge_id` of their holder's legs.

    Designated vouchers go first, then those that end first. Money at 8 decimals.
    """
    opened = _read(
        session,
        vouchers,
        "voucher_id, leg_kind, holder_account_id, currency_code, "
        "case when is_designated then coalesce(designated_account_id, '') end as only_for, "
        "payment_mode, product_codes, product_codes_are_excluded, "
        "epoch_us(valid_from) as opens_at, epoch_us(valid_to) as ends_at, "
        "cast(face_value as decimal(38, 8)) as capacity, "
        "cast(coalesce(minimum_spend, 0) as decimal(38, 8)) as minimum, is_reusable",
        "not is_designated, valid_to, voucher_id",
    ).read_all()
    return _drawn(
        pa.schema(
            [("voucher_id", pa.string()), *LEG, ("voucher_cost", MONEY), ("balance_cost", MONEY)]
        ),
        opened.column("voucher_id"),
        _voucher_queues(session, opened, products),
        _legs(session, legs),
    )


def _drawn(
    schema: pa.Schema, sources: pa.ChunkedArray, queues_of: QueuesOf, batches: Batches
) -> pa.Table:
    """Return the draws: the source's id by its rank, the demand's keys, taken and left."""
    ids = sources.combine_chunks()
    drawdown = Drawdown(queues_of)
    found = []
    for keys, demands in batches if len(ids) else ():
        draws = list(drawdown.draw(demands))
        places, ranks, taken, left = zip(*draws, strict=True) if draws else ((), (), (), ())
        columns = [
            ids.take(pa.array(ranks, pa.int64())),
            *(key.take(pa.array(places, pa.int64())) for key in keys.columns),
            decimals(taken, schema.types[-2]),
            decimals(left, schema.types[-1]),
        ]
        found.append(pa.RecordBatch.from_arrays(columns, schema=schema))
    return pa.Table.from_batches(found, schema)


def _voucher_queues(session: Any, opened: pa.Table, products: Any) -> QueuesOf:
    """Vouchers by holder and designated customer, then by what they may pay."""
    figures = [
        opened.column("opens_at").to_pylist(),
        opened.column("ends_at").to_pylist(),
        whole_numbers(opened.column("capacity")),
        whole_numbers(opened.column("minimum")),
        opened.column("is_reusable").to_pylist(),
    ]
    ranked = opened.select([*PURSE, *PAYS]).append_column("rank", [range(len(opened))])
    alike = ranked.group_by(ranked.column_names[:-1], use_threads=False)
    queues: dict[Hashable, dict[Hashable, Queue]] = defaultdict(dict)
    for *key, ranks in _rows(alike.aggregate([("rank", "list")])):
        sources = zip(ranks, *([column[rank] for rank in ranks] for column in figures), strict=True)
        queues[tuple(key[: len(PURSE)])][tuple(key[len(PURSE) :])] = Queue(
            Source(*source) for source in sources
        )
    covered = _read(
        session, products, "product_codes, product_codes_are_excluded, product_code"
    ).read_all()
    paid = set(_rows(covered))

    def queues_of(holder: Hashable, kind: Hashable) -> Sequence[Queue]:
        owner, mode, product = kind
        return [
            queue
            for designated in (owner, None)
            for (its_mode, *codes), queue in queues.get((*holder, designated), {}).items()
            if its_mode in ("all", mode) and (codes[0] is None or (*codes, product) in paid)
        ]

    return queues_of


def _legs(session: Any, legs: Any) -> Batches:
    """Yield the legs in the order in which they draw (rules 7.1)."""
    for batch in _read(
        session,
        legs,
        "charge_id, cast(leg_number as bigint) as leg_number, "
        "leg_kind, holder_account_id, currency_code, "
        "owner_account_id, payment_mode, product_code, epoch_us(transaction_at) as drawn_at, "
        "cast(contracted_cost as decimal(38, 8)) as amount, "
        "cast(spent_cost as decimal(38, 8)) as spend",
        "leg_kind, holder_account_id, currency_code, transaction_at, charge_id",
    ):
        yield (
            batch.select(["charge_id", "leg_number"]),
            zip(
                _repeated_rows(batch.select(["leg_kind", "holder_account_id", "currency_code"])),
                range(len(batch)),
                _repeated_rows(batch.select(["owner_account_id", "payment_mode", "product_code"])),
                batch.column("drawn_at").to_pylist(),
                whole_numbers(batch.column("amount")),
                whole_numbers(batch.column("spend")),
                strict=True,
            ),
        )


def _entitlements(session: Any, entitlements: Any, kind: str, figures: str) -> pa.Table:
    return _read(
        session,
        entitlements,
        f"entitlement_id, owner_account_id, region_id, epoch_us(valid_from) as opens_at, "
        f"epoch_us(valid_to) as ends_at, {figures}",
        "valid_to, entitlement_id",
        f"entitlement_kind = '{kind}'",
    ).read_all()


def _entitlement_queues(
    session: Any, opened: pa.Table, capacities: Sequence[int], skus: Any, *, refills: bool
) -> QueuesOf:
    """Every entitlement stands for itself: it covers its own scope, in its region or in all."""
    queues: dict[Hashable, list[tuple[str, str | None, Queue]]] = defaultdict(list)
    rows = zip(
        opened.column("owner_account_id").to_pylist(),
        opened.column("entitlement_id").to_pylist(),
        opened.column("region_id").to_pylist(),
        range(len(opened)),
        opened.column("opens_at").to_pylist(),
        opened.column("ends_at").to_pylist(),
        capacities,
        strict=True,
    )
    for owner, entitlement, region, *source in rows:
        queues[owner].append((entitlement, region, Queue([Source(*source)], refills=refills)))
    covered = set(_rows(_read(session, skus, "entitlement_id, sku_id").read_all()))

    def queues_of(owner: Hashable, kind: Hashable) -> Sequence[Queue]:
        sku, region = kind
        return [
            queue
            for entitlement, own_region, queue in queues.get(owner, ())
            if (entitlement, sku) in covered and own_region in (None, region)
        ]

    return queues_of


def _charges(session: Any, charges: Any, amount: str) -> Batches:
    """Yield the charges in the order in which they draw (rules 4)."""
    for batch in _read(
        session,
        charges,
        f"charge_id, owner_account_id, sku_id, region_id, epoch_us(bucket_started_at) as drawn_at, "
        f"{amount} as amount",
        "owner_account_id, bucket_started_at, resource_id, sku_id, region_id nulls first",
    ):
        yield (
            batch.select(["charge_id"]),
            zip(
                batch.column("owner_account_id").to_pylist(),
                range(len(batch)),
                _rows(batch.select(["sku_id", "region_id"])),
                batch.column("drawn_at").to_pylist(),
                whole_numbers(batch.column("amount")),
                repeat(0),
            ),
        )


def _covered_an_hour(commitment: Decimal | None, multiplier: Decimal | None) -> Decimal:
    """List cost that a plan covers in an hour; a plan without its two figures covers none."""
    if commitment is None or multiplier is None:
        return Decimal(0)
    with localcontext(prec=80, rounding=ROUND_HALF_UP):
        return (commitment / multiplier).quantize(Decimal(1).scaleb(-MONEY.scale))


def _whole(amount: Decimal, places: int) -> int:
    with localcontext(prec=80):
        return int(amount.scaleb(places))


def _rows(table: pa.Table | pa.RecordBatch) -> Iterator[tuple]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _repeated_rows(batch: pa.RecordBatch) -> Iterator[tuple]:
    """Yield the rows of text columns of which few differ, each different text made once."""
    return zip(*(_repeated_texts(column) for column in batch.columns), strict=True)


def _repeated_texts(column: pa.Array) -> Iterator[str | None]:
    coded = column.dictionary_encode(null_encoding="encode")
    return map(coded.dictionary.to_pylist().__getitem__, coded.indices.to_pylist())


def _read(
    session: Any, relation: Any, columns: str, order: str | None = None, where: str | None = None
) -> pa.RecordBatchReader:
    """Stream the columns of a relation in an order, in bounded memory."""
    query = f"select {columns} from ({relation.sql_query()})"
    if where:
        query += f" where {where}"
    if order:
        query += f" order by {order}"
    return session.cursor().execute(query).to_arrow_reader(ROWS_AT_A_TIME)
