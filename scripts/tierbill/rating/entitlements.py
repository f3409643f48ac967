"""Packages, reserved instances and savings plans, drawn on the usage of their owners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import repeat
from typing import Any

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Queue, Sources
from tierbill.rating.draws import CHARGE, MONEY, QUANTITY, QueuesOf, drawing
from tierbill.rating.rows import read, rows_of
from tierbill.rating.whole_numbers import whole_numbers


def draw_entitlements(
    session: Any, kind: str, *, entitlements: Any, skus: Any, charges: Any
) -> pa.RecordBatchReader:
    """Draw packages (once) or reserved instances (full again every hour), in usage units."""
    opened = _entitlements(session, entitlements, kind, "capacity_quantity")
    capacities = [
        _whole(capacity, QUANTITY.scale)
        for capacity in opened.column("capacity_quantity").to_pylist()
    ]
    drawn = [("drawn_quantity", QUANTITY), ("balance_quantity", QUANTITY)]
    sources = _sources(opened, capacities)
    return _drawn(
        pa.schema([("entitlement_id", pa.string()), *CHARGE, *drawn]),
        opened.column("entitlement_id"),
        sources,
        _queues(session, opened, sources, skus, refills=kind == "reserved_instance"),
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
        for figures in rows_of(opened.select(["hourly_commitment", "plan_multiplier"]))
    ]
    drawn = [("drawn_cost", MONEY), ("balance_cost", MONEY)]
    sources = _sources(opened, capacities)
    return _drawn(
        pa.schema([("entitlement_id", pa.string()), *CHARGE, *drawn]),
        opened.column("entitlement_id"),
        sources,
        _queues(session, opened, sources, skus, refills=True),
        _charges(session, charges, "cast(open_cost as decimal(38, 8))"),
    )


def _drawn(
    schema: pa.Schema,
    ids: pa.ChunkedArray,
    sources: Sources,
    queues_of: QueuesOf,
    charges: Iterator[pa.RecordBatch],
) -> pa.RecordBatchReader:
    draw = drawing(schema, ids, sources, queues_of, _demands)
    return pa.RecordBatchReader.from_batches(schema, map(draw, charges) if len(ids) else ())


def _sources(opened: pa.Table, capacities: Sequence[int]) -> Sources:
    return Sources(
        opened.column("opens_at").to_pylist(), opened.column("ends_at").to_pylist(), capacities
    )


def _entitlements(session: Any, entitlements: Any, kind: str, figures: str) -> pa.Table:
    return read(
        session,
        entitlements,
        f"entitlement_id, owner_account_id, region_id, epoch_us(valid_from) as opens_at, "
        f"epoch_us(valid_to) as ends_at, {figures}",
        f"where entitlement_kind = '{kind}' order by valid_to, entitlement_id",
    ).read_all()


def _queues(
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
    covered = set(rows_of(read(session, skus, "entitlement_id, sku_id").read_all()))

    def queues_of(owner: Hashable, kind: Hashable) -> Sequence[Queue]:
        sku, region = kind
        return [
            queue
            for entitlement, own_region, queue in queues.get(owner, ())
            if (entitlement, sku) in covered and own_region in (None, region)
        ]

    return queues_of


def _charges(session: Any, charges: Any, amount: str) -> Iterator[pa.RecordBatch]:
    """Yield the charges in the order in which they draw (rules 4)."""
    yield from read(
        session,
        charges,
        f"charge_id, owner_account_id, sku_id, region_id, epoch_us(bucket_started_at) as drawn_at, "
        f"{amount} as amount",
        "order by owner_account_id, bucket_started_at, resource_id, sku_id, region_id nulls first",
    )


def _demands(charges: pa.RecordBatch) -> Iterable[Demand]:
    return zip(
        charges.column("owner_account_id").to_pylist(),
        range(len(charges)),
        rows_of(charges.select(["sku_id", "region_id"])),
        charges.column("drawn_at").to_pylist(),
        whole_numbers(charges.column("amount")),
        repeat(0),
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
