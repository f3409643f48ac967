"""What the Python models do between reading ordered rows and returning a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tierbill.rating.drawdown import Demand, Drawdown, Queue, Sources
from tierbill.rating.whole_numbers import decimals, whole_numbers

ROWS_AT_A_TIME = 50_000
MONEY = pa.decimal128(38, 8)
QUANTITY = pa.decimal128(38, 10)
CHARGE = [("charge_id", pa.string())]
LEG = [
    *CHARGE,
    ("leg_number", pa.int64()),
    ("transaction_at", pa.timestamp("us", "UTC")),
    ("billing_month", pa.date32()),
]

# Whose voucher it is, and what it may pay.
PURSE = ("leg_kind", "holder_account_id", "currency_code", "only_for")
PAYS = ("payment_mode", "product_codes", "product_codes_are_excluded")

QueuesOf = Callable[[Hashable, Hashable], Sequence[Queue]]
# The keys of some demands, and the demands; each knows its place among the keys.
Batches = Iterable[tuple[pa.RecordBatch, Iterable[Demand]]]


def draw_entitlements(
    session: Any, kind: str, *, entitlements: Any, skus: Any, charges: Any
) -> pa.RecordBatchReader:
    """Draw packages (once) or reserved instances (full again every hour), in usage units."""
    opened = _entitlements(session, entitlements, kind, "capacity_quantity")
    capacities = [
        _whole(capacity, QUANTITY.scale)
        for capacity in opened.column("capacity_quantity").to_pylist()
    ]
    sources = _sources(opened, capacities)
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
        sources,
        _entitlement_queues(session, opened, sources, skus, refills=kind == "reserved_instance"),
        _charges(session, charges, "cast(open_quantity as decimal(38, 10))"),
    )


def draw_plans(session: Any, *, entitlements: Any, skus: Any, charges: Any) -> pa.RecordBatchReader:
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
    sources = _sources(opened, capacities)
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
        sources,
        _entitlement_queues(session, opened, sources, skus, refills=True),
        _charges(session, charges, "cast(open_cost as decimal(38, 8))"),
    )


def draw_vouchers(session: Any, *, vouchers: Any, products: Any, legs: Any) -> pa.RecordBatchReader:
    """Draw vouchers down in the order `transaction_at`, `charge_id` of their holder's legs.

    Designated vouchers go first, then those that end first. Money at 8 decimals.
    """
    batches = _legs(session, legs)
    opened = _read(
        session,
        vouchers,
        "voucher_id, leg_kind, holder_account_id, currency_code, "
        "case when is_designated then coalesce(designated_account_id, '') end as only_for, "
        "payment_mode, product_codes, product_codes_are_excluded, "
        "epoch_us(valid_from) as opens_at, epoch_us(valid_to) as ends_at, "
        "cast(face_value as decimal(38, 8)) as capacity, "
        "cast(coalesce(minimum_spend, 0) as decimal(38, 8)) as minimum, is_reusable",
        "order by not is_designated, valid_to, voucher_id",
    ).read_all()
    sources = Sources(
        opened.column("opens_at").to_pylist(),
        opened.column("ends_at").to_pylist(),
        whole_numbers(opened.column("capacity")),
        whole_numbers(opened.column("minimum")),
        opened.column("is_reusable").to_pylist(),
    )
    return _drawn(
        pa.schema(
            [("voucher_id", pa.string()), *LEG, ("voucher_cost", MONEY), ("balance_cost", MONEY)]
        ),
        opened.column("voucher_id"),
        sources,
        _voucher_queues(session, opened, sources, products),
        batches,
    )


def _drawn(
    schema: pa.Schema,
    ids: pa.ChunkedArray,
    sources: Sources,
    queues_of: QueuesOf,
    batches: Batches,
) -> pa.RecordBatchReader:
    """Return the draws: the source's id by its rank, the demand's keys, taken and left.

    They are drawn while they are read, so that the engine stores some and Python draws others.
    """
    ids = ids.combine_chunks()
    drawdown = Drawdown(sources, queues_of)

    def draw(keys: pa.RecordBatch, demands: Iterable[Demand]) -> pa.RecordBatch:
        draws = drawdown.draw(demands)
        places = pa.array(draws.places, pa.int64())
        columns = [
            ids.take(pa.array(draws.ranks, pa.int64())),
            *(key.take(places) for key in keys.columns),
            decimals(draws.taken, schema.types[-2]),
            decimals(draws.left, schema.types[-1]),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(
        schema, (draw(*batch) for batch in batches) if len(ids) else ()
    )


def _voucher_queues(session: Any, opened: pa.Table, sources: Sources, products: Any) -> QueuesOf:
    """Vouchers by holder and designated customer, then by what they may pay."""
    ranked = opened.select([*PURSE, *PAYS]).append_column("rank", [range(len(opened))])
    alike = ranked.group_by(ranked.column_names[:-1], use_threads=False)
    queues: dict[Hashable, dict[Hashable, Queue]] = defaultdict(dict)
    for *key, ranks in _rows(alike.aggregate([("rank", "list")])):
        queues[tuple(key[: len(PURSE)])][tuple(key[len(PURSE) :])] = Queue(sources, ranks)
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
    """Begin to read the legs, in the order in which they draw (rules 7.1)."""
    batches = _read_ahead(
        session,
        legs,
        "charge_id, cast(leg_number as bigint) as leg_number, transaction_at, billing_month, "
        "leg_kind, holder_account_id, currency_code, "
        "owner_account_id, payment_mode, product_code, epoch_us(transaction_at) as drawn_at, "
        "cast(contracted_cost as decimal(38, 8)) as amount, "
        "cast(spent_cost as decimal(38, 8)) as spend",
        "order by leg_kind, holder_account_id, currency_code, transaction_at, charge_id",
    )
    return ((batch.select([name for name, _ in LEG]), _leg_demands(batch)) for batch in batches)


def _leg_demands(batch: pa.RecordBatch) -> Iterable[Demand]:
    return zip(
        _repeated_rows(batch.select(["leg_kind", "holder_account_id", "currency_code"])),
        range(len(batch)),
        _repeated_rows(batch.select(["owner_account_id", "payment_mode", "product_code"])),
        batch.column("drawn_at").to_pylist(),
        whole_numbers(batch.column("amount")),
        whole_numbers(batch.column("spend")),
        strict=True,
    )


def _entitlements(session: Any, entitlements: Any, kind: str, figures: str) -> pa.Table:
    return _read(
        session,
        entitlements,
        f"entitlement_id, owner_account_id, region_id, epoch_us(valid_from) as opens_at, "
        f"epoch_us(valid_to) as ends_at, {figures}",
        f"where entitlement_kind = '{kind}' order by valid_to, entitlement_id",
    ).read_all()


def _sources(opened: pa.Table, capacities: Sequence[int]) -> Sources:
    return Sources(
        opened.column("opens_at").to_pylist(), opened.column("ends_at").to_pylist(), capacities
    )


def _entitlement_queues(
    session: Any, opened: pa.Table, sources: Sources, skus: Any, *, refills: bool
) -> QueuesOf:
    """Every entitlement stands for itself: it covers its own scope, in its region or in all."""
    queues: dict[Hashable, list[tuple[str, str | None, Queue]]] = defaultdict(list)
    rows = zip(
        opened.column("owner_account_id").to_pylist(),
        opened.column("entitlement_id").to_pylist(),
        opened.column("region_id").to_pylist(),
        range(len(opened)),
        strict=True,
    )
    for owner, entitlement, region, rank in rows:
        queues[owner].append((entitlement, region, Queue(sources, [rank], refills=refills)))
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
        "order by owner_account_id, bucket_started_at, resource_id, sku_id, region_id nulls first",
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
    """Yield the rows of columns of which few differ, each different row made once."""
    numbers = pa.repeat(pa.scalar(0, pa.int64()), len(batch))
    for column in batch.columns:
        coded = column.dictionary_encode(null_encoding="encode")
        numbers = pc.add(pc.multiply(numbers, len(coded.dictionary)), coded.indices)
    coded = numbers.dictionary_encode()
    firsts = pc.index_in(coded.dictionary, value_set=numbers)
    rows = list(_rows(batch.take(firsts)))
    return map(rows.__getitem__, coded.indices.to_pylist())


def _read(session: Any, relation: Any, columns: str, clauses: str = "") -> pa.RecordBatchReader:
    """Stream the columns of a relation, by further clauses, in bounded memory."""
    query = f"select {columns} from ({relation.sql_query()}) {clauses}"
    return session.cursor().execute(query).to_arrow_reader(ROWS_AT_A_TIME)


def _read_ahead(session: Any, relation: Any, *query: str) -> Iterator[pa.RecordBatch]:
    """Begin to read as `_read` does, always a batch ahead: the engine works beside Python."""
    reading = ThreadPoolExecutor(1)
    reader = reading.submit(_read, session, relation, *query)
    return _batches(reading, reader)


def _batches(
    reading: ThreadPoolExecutor, reader: Future[pa.RecordBatchReader]
) -> Iterator[pa.RecordBatch]:
    with reading:
        batches = reader.result()
        ahead = reading.submit(next, batches, None)
        while (batch := ahead.result()) is not None:
            ahead = reading.submit(next, batches, None)
            yield batch
