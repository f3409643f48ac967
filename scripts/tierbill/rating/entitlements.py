"""Packages, reserved instances and savings plans, drawn on the usage of their owners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pyarrow as pa

from tierbill.rating.rows import read, read_ahead, rows_of, with_first
from tierbill.rating.whole_numbers import MONEY, QUANTITY, decimals, numbers_of

# Charges that agree in these may draw the same entitlements.
KIND = ["owner_account_id", "sku_id", "region_id"]


def draw_entitlements(
    session: Any, kind: str, *, entitlements: Any, skus: Any, charges: Any
) -> pa.RecordBatchReader:
    """Draw packages (once) or reserved instances (full again every hour), in usage units."""
    capacity = "cast(capacity_quantity as decimal(38, 10)) as capacity"
    return _drawn(
        [("drawn_quantity", QUANTITY), ("balance_quantity", QUANTITY)],
        _entitlements(session, entitlements, kind, capacity),
        read(session, skus, "entitlement_id, sku_id").read_all(),
        _charges(session, charges, "cast(open_quantity as decimal(38, 10))"),
        refills=kind == "reserved_instance",
    )


def draw_plans(session: Any, *, entitlements: Any, skus: Any, charges: Any) -> pa.RecordBatchReader:
    """Draw savings plans, full again every hour, on what is left of the list cost.

    An hour covers `hourly_commitment / plan_multiplier` of list cost, rounded to 8 decimals.
    """
    figures = ["hourly_commitment", "plan_multiplier"]
    opened = _entitlements(session, entitlements, "savings_plan", ", ".join(figures))
    capacities = numbers_of([_covered_an_hour(*pair) for pair in rows_of(opened.select(figures))])
    return _drawn(
        [("drawn_cost", MONEY), ("balance_cost", MONEY)],
        opened.append_column("capacity", decimals(capacities, MONEY)),
        read(session, skus, "entitlement_id, sku_id").read_all(),
        _charges(session, charges, "cast(open_cost as decimal(38, 8))"),
        refills=True,
    )


def _drawn(
    drawn: list[tuple[str, pa.DataType]],
    opened: pa.Table,
    skus: pa.Table,
    charges: Iterator[pa.RecordBatch],
    *,
    refills: bool,
) -> pa.RecordBatchReader:
    schema = pa.schema([("entitlement_id", pa.string()), ("charge_id", pa.string()), *drawn])
    draws: Iterable[pa.RecordBatch] = ()
    if len(opened):
        # It brings a compiler, which takes a while.
        from tierbill.rating.draws import drawing

        queues_of = _Queues(opened, skus).of
        queue = range(len(opened))
        draw = drawing(schema, opened, queue, kind=KIND, queues_of=queues_of, refills=refills)
        draws = map(draw, with_first(charges))
    return pa.RecordBatchReader.from_batches(schema, draws)


class _Queues:
    """Every entitlement stands for itself: it covers its own scope, in its region or in all."""

    def __init__(self, opened: pa.Table, skus: pa.Table) -> None:
        self._of_owner: dict[str, list[tuple]] = defaultdict(list)
        columns = opened.select(["owner_account_id", "entitlement_id", "region_id"])
        for number, (owner, entitlement, region) in enumerate(rows_of(columns)):
            self._of_owner[owner].append((number, entitlement, region))
        self._covered = set(rows_of(skus))

    def of(self, kind: tuple) -> Iterator[int]:
        """Yield the queues that cover charges of a kind."""
        owner, sku, region = kind
        for number, entitlement, its_region in self._of_owner.get(owner, ()):
            if (entitlement, sku) in self._covered and its_region in (None, region):
                yield number


def _entitlements(session: Any, entitlements: Any, kind: str, figures: str) -> pa.Table:
    """Return the entitlements of a kind in the order in which they are drawn."""
    return read(
        session,
        entitlements,
        f"entitlement_id, owner_account_id, region_id, epoch_us(valid_from) as opens_at, "
        f"epoch_us(valid_to) as ends_at, {figures}",
        f"where entitlement_kind = '{kind}' order by valid_to, entitlement_id",
    ).read_all()


def _charges(session: Any, charges: Any, amount: str) -> Iterator[pa.RecordBatch]:
    """Yield the charges in the order in which they draw (rules 4)."""
    yield from read_ahead(
        session,
        charges,
        f"charge_id, owner_account_id, sku_id, region_id, epoch_us(bucket_started_at) as drawn_at, "
        f"{amount} as amount",
        "order by bucket_started_at, resource_id, sku_id, region_id nulls first",
    )


def _covered_an_hour(commitment: Decimal | None, multiplier: Decimal | None) -> int:
    """List cost that a plan covers in an hour; a plan without its two figures covers none."""
    if commitment is None or multiplier is None:
        return 0
    with localcontext(prec=80, rounding=ROUND_HALF_UP):
        return int((commitment / multiplier).scaleb(MONEY.scale).to_integral_value())
