"""Packages, reserved instances and savings plans, drawn on the usage of their owners.

Rules: 4.1, 4.2, 4.3
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierbill.rating.rows import read, read_ahead, rows_of, with_first
from tierbill.rating.whole_numbers import MONEY, QUANTITY, decimals, numbers_of, whole_numbers

# Charges that agree in these may draw the same entitlements.
KIND = ["owner_account_id", "sku_id", "region_id"]

# What draws: from a batch of charges to a batch of draws.
Draw = Callable[[pa.RecordBatch], pa.RecordBatch]


def draw_entitlements(session: Any, *, entitlement_skus: Any, charges: Any) -> pa.RecordBatchReader:
    """Draw packages until they are empty, then reserved instances, full again every hour.

    In usage units. A reserved instance covers what packages leave of a charge.
    """
    drawn = [("drawn_quantity", QUANTITY), ("balance_quantity", QUANTITY)]
    capacity = "cast(capacity_quantity as decimal(38, 10)) as capacity"
    draw_kinds = {}
    for kind in ("package", "reserved_instance"):
        entitlements = _entitlements(session, entitlement_skus, kind, capacity)
        if len(entitlements):
            skus = _skus(session, entitlement_skus, kind)
            refills = kind == "reserved_instance"
            draw_kinds[kind] = _drawing(drawn, entitlements, skus, refills=refills)

    schema = pa.schema([*_schema(drawn), ("entitlement_kind", pa.string())])
    batches: Iterator[pa.RecordBatch] = iter(())
    if draw_kinds:
        amount = "cast(consumed_quantity as decimal(38, 10))"
        condition = "rejection_reason is null and consumed_quantity > 0 and "
        condition += _is_entitled(entitlement_skus, draw_kinds)
        batches = with_first(_charges(session, charges, "bucket_started_at", amount, condition))
    return pa.RecordBatchReader.from_batches(schema, _draws(draw_kinds, batches))


def draw_plans(session: Any, *, entitlement_skus: Any, charges: Any) -> pa.RecordBatchReader:
    """Draw savings plans, full again every hour, on what is left of the list cost.

    An hour covers `hourly_commitment / plan_multiplier` of list cost, rounded to 8 decimals.
    """
    drawn = [("drawn_cost", MONEY), ("balance_cost", MONEY)]
    figures = ["hourly_commitment", "plan_multiplier"]
    plans = _entitlements(session, entitlement_skus, "savings_plan", ", ".join(figures))
    capacities = numbers_of([_covered_an_hour(*pair) for pair in rows_of(plans.select(figures))])
    plans = plans.append_column("capacity", decimals(capacities, MONEY))
    draws: Iterator[pa.RecordBatch] = iter(())
    if len(plans):
        skus = _skus(session, entitlement_skus, "savings_plan")
        draw = _drawing(drawn, plans, skus, refills=True)
        amount = "cast(list_cost - reserved_cost as decimal(38, 8))"
        condition = "list_cost > reserved_cost and "
        condition += _is_entitled(entitlement_skus, ["savings_plan"])
        batches = _charges(session, charges, "charge_period_start", amount, condition)
        draws = map(draw, with_first(batches))
    return pa.RecordBatchReader.from_batches(_schema(drawn), draws)


def _draws(
    draw_kinds: dict[str, Draw], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Draw one kind after the other on each batch of charges."""
    for charges in batches:
        left = charges
        for kind, draw in draw_kinds.items():
            draws = draw(left)
            left = _left(left, draws)
            yield draws.append_column("entitlement_kind", pa.repeat(kind, len(draws)))


def _left(charges: pa.RecordBatch, draws: pa.RecordBatch) -> pa.RecordBatch:
    """Return the charges with what the draws leave of them."""
    if not len(draws):
        return charges
    amounts = whole_numbers(charges.column("amount")).copy()
    places = pc.index_in(draws.column("charge_id"), value_set=charges.column("charge_id"))
    np.subtract.at(amounts, np.array(places), whole_numbers(draws.column("drawn_quantity")))
    place = charges.schema.get_field_index("amount")
    return charges.set_column(place, "amount", decimals(amounts, QUANTITY))


def _schema(drawn: list[tuple[str, pa.DataType]]) -> pa.Schema:
    return pa.schema([("entitlement_id", pa.string()), ("charge_id", pa.string()), *drawn])


def _drawing(
    drawn: list[tuple[str, pa.DataType]],
    entitlements: pa.Table,
    skus: pa.Table,
    *,
    refills: bool,
) -> Draw:
    # It brings a compiler, which takes a while.
    from tierbill.rating.draws import drawing

    return drawing(
        _schema(drawn),
        entitlements,
        range(len(entitlements)),
        kind=KIND,
        queues_of=_Queues(entitlements, skus).of,
        refills=refills,
    )


class _Queues:
    """Every entitlement is its own queue: it covers its scope, in its region or in all."""

    def __init__(self, entitlements: pa.Table, skus: pa.Table) -> None:
        self._of_owner: dict[str, list[tuple]] = defaultdict(list)
        columns = entitlements.select(["owner_account_id", "entitlement_id", "region_id"])
        for number, (owner, entitlement, region) in enumerate(rows_of(columns)):
            self._of_owner[owner].append((number, entitlement, region))
        self._covered = set(rows_of(skus))

    def of(self, kind: tuple) -> Iterator[int]:
        """Yield the queues that cover charges of a kind."""
        owner, sku, region = kind
        for number, entitlement, its_region in self._of_owner.get(owner, ()):
            if (entitlement, sku) in self._covered and its_region in (None, region):
                yield number


def _entitlements(session: Any, entitlement_skus: Any, kind: str, figures: str) -> pa.Table:
    """Return the entitlements of a kind in the order in which they are drawn."""
    return read(
        session,
        entitlement_skus,
        f"entitlement_id, owner_account_id, region_id, epoch_us(valid_from) as opens_at, "
        f"epoch_us(valid_to) as ends_at, {figures}",
        f"where entitlement_kind = '{kind}' group by all order by ends_at, entitlement_id",
    ).read_all()


def _skus(session: Any, entitlement_skus: Any, kind: str) -> pa.Table:
    """Return which entitlement of a kind covers which sku."""
    return read(
        session, entitlement_skus, "entitlement_id, sku_id", f"where entitlement_kind = '{kind}'"
    ).read_all()


def _charges(
    session: Any, charges: Any, started_at: str, amount: str, condition: str
) -> Iterator[pa.RecordBatch]:
    """Yield charges in the order of drawing: bucket start, resource, sku, region (null first)."""
    yield from read_ahead(
        session,
        charges,
        f"charge_id, owner_account_id, sku_id, region_id, epoch_us({started_at}) as drawn_at, "
        f"{amount} as amount",
        f"where {condition} order by {started_at}, resource_id, sku_id, region_id nulls first",
    )


def _is_entitled(entitlement_skus: Any, kinds: Iterable[str]) -> str:
    """Return SQL that is true where the owner of a charge has such an entitlement for its sku."""
    names = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        "(owner_account_id, sku_id) in (select (owner_account_id, sku_id) "
        f"from ({entitlement_skus.sql_query()}) where entitlement_kind in ({names}))"
    )


def _covered_an_hour(commitment: Decimal | None, multiplier: Decimal | None) -> int:
    """Compute the list cost a plan covers in an hour; 0 for a plan without its two figures."""
    if commitment is None or multiplier is None:
        return 0
    with localcontext(prec=80, rounding=ROUND_HALF_UP):
        return int((commitment / multiplier).scaleb(MONEY.scale).to_integral_value())
