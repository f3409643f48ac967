"""Vouchers, drawn on the legs of their holders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Queue, Sources
from tierbill.rating.draws import CHARGE, MONEY, Batches, QueuesOf, drawn
from tierbill.rating.rows import read, read_ahead, repeated_rows, rows_of
from tierbill.rating.whole_numbers import whole_numbers

LEG = [
    *CHARGE,
    ("leg_number", pa.int64()),
    ("transaction_at", pa.timestamp("us", "UTC")),
    ("billing_month", pa.date32()),
]

# Whose voucher it is, and what it may pay.
PURSE = ("leg_kind", "holder_account_id", "currency_code", "only_for")
PAYS = ("payment_mode", "product_codes", "product_codes_are_excluded")


def draw_vouchers(session: Any, *, vouchers: Any, products: Any, legs: Any) -> pa.RecordBatchReader:
    """Draw vouchers down in the order `transaction_at`, `charge_id` of their holder's legs.

    Designated vouchers go first, then those that end first. Money at 8 decimals.
    """
    any_vouchers = read(session, vouchers, "1", "limit 1").read_all().num_rows > 0
    batches = _legs(session, legs) if any_vouchers else ()
    opened = read(
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
    return drawn(
        pa.schema(
            [("voucher_id", pa.string()), *LEG, ("voucher_cost", MONEY), ("balance_cost", MONEY)]
        ),
        opened.column("voucher_id"),
        sources,
        _voucher_queues(session, opened, sources, products),
        batches,
    )


def _voucher_queues(session: Any, opened: pa.Table, sources: Sources, products: Any) -> QueuesOf:
    """Vouchers by holder and designated customer, then by what they may pay."""
    ranked = opened.select([*PURSE, *PAYS]).append_column("rank", [range(len(opened))])
    alike = ranked.group_by(ranked.column_names[:-1], use_threads=False)
    queues: dict[Hashable, dict[Hashable, Queue]] = defaultdict(dict)
    for *key, ranks in rows_of(alike.aggregate([("rank", "list")])):
        queues[tuple(key[: len(PURSE)])][tuple(key[len(PURSE) :])] = Queue(sources, ranks)
    covered = read(
        session, products, "product_codes, product_codes_are_excluded, product_code"
    ).read_all()
    paid = set(rows_of(covered))

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
    batches = read_ahead(
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
        repeated_rows(batch.select(["leg_kind", "holder_account_id", "currency_code"])),
        range(len(batch)),
        repeated_rows(batch.select(["owner_account_id", "payment_mode", "product_code"])),
        batch.column("drawn_at").to_pylist(),
        whole_numbers(batch.column("amount")),
        whole_numbers(batch.column("spend")),
        strict=True,
    )
