"""Vouchers, drawn on the legs of their holders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Queue, Sources
from tierbill.rating.draws import CHARGE, MONEY, Draw, QueuesOf, drawing
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

DRAWS = pa.schema(
    [("voucher_id", pa.string()), *LEG, ("voucher_cost", MONEY), ("balance_cost", MONEY)]
)


def draw_vouchers(session: Any, *, vouchers: Any, products: Any, legs: Any) -> pa.RecordBatchReader:
    """Draw vouchers down in the order `transaction_at`, `charge_id` of their holder's legs.

    Designated vouchers go first, then those that end first. Money at 8 decimals.
    """
    if read(session, vouchers, "1", "limit 1").read_all().num_rows:
        # The engine puts them in order while the vouchers are read.
        legs_in_order = _legs(session, legs)
        draws = map(_drawing(session, _vouchers(session, vouchers), products), legs_in_order)
    else:
        draws = ()
    return pa.RecordBatchReader.from_batches(DRAWS, draws)


def _drawing(session: Any, opened: pa.Table, products: Any) -> Draw:
    sources = Sources(
        opened.column("opens_at").to_pylist(),
        opened.column("ends_at").to_pylist(),
        whole_numbers(opened.column("capacity")),
        whole_numbers(opened.column("minimum")),
        opened.column("is_reusable").to_pylist(),
    )
    queues_of = _queues(session, opened, sources, products)
    return drawing(DRAWS, opened.column("voucher_id"), sources, queues_of, _demands)


def _queues(session: Any, opened: pa.Table, sources: Sources, products: Any) -> QueuesOf:
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


def _vouchers(session: Any, vouchers: Any) -> pa.Table:
    """Return the vouchers in the order in which they are drawn."""
    return read(
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


def _legs(session: Any, legs: Any) -> Iterator[pa.RecordBatch]:
    """Begin to read the legs, in the order in which they draw (rules 7.1)."""
    return read_ahead(
        session,
        legs,
        "charge_id, cast(leg_number as bigint) as leg_number, transaction_at, billing_month, "
        "leg_kind, holder_account_id, currency_code, "
        "owner_account_id, payment_mode, product_code, epoch_us(transaction_at) as drawn_at, "
        "cast(contracted_cost as decimal(38, 8)) as amount, "
        "cast(spent_cost as decimal(38, 8)) as spend",
        "order by leg_kind, holder_account_id, currency_code, transaction_at, charge_id",
    )


def _demands(legs: pa.RecordBatch) -> Iterable[Demand]:
    return zip(
        repeated_rows(legs.select(["leg_kind", "holder_account_id", "currency_code"])),
        range(len(legs)),
        repeated_rows(legs.select(["owner_account_id", "payment_mode", "product_code"])),
        legs.column("drawn_at").to_pylist(),
        whole_numbers(legs.column("amount")),
        whole_numbers(legs.column("spend")),
        strict=True,
    )
