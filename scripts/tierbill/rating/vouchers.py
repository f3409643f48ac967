"""Vouchers, drawn on the legs of their holders. Rules: 7.1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from tierbill.rating.rows import is_empty, numbered_rows, read, read_ahead, with_first
from tierbill.rating.whole_numbers import MONEY

LEG = [
    ("charge_id", pa.string()),
    ("charge_category", pa.string()),
    ("leg_number", pa.int64()),
    ("transaction_at", pa.timestamp("us", "UTC")),
    ("billing_month", pa.date32()),
]

# Whose legs a voucher reduces, and which purchases it pays.
HOLDER = ["leg_kind", "holder_account_id", "currency_code", "only_for"]
PAYS = ["payment_mode", "product_codes", "product_codes_are_excluded"]
# Legs that agree in these may draw the same vouchers.
KIND = [*HOLDER[:3], "owner_account_id", "payment_mode", "product_code"]
# What a voucher without a minimum asks for: every spend reaches it, since no minimum is below 0
# and no spend counts as less.
NO_MINIMUM = -1

DRAWS = pa.schema(
    [("voucher_id", pa.string()), *LEG, ("voucher_cost", MONEY), ("balance_cost", MONEY)]
)


def draw_vouchers(session: Any, *, vouchers: Any, legs: Any) -> pa.RecordBatchReader:
    """Draw vouchers down in the order `transaction_at`, `charge_id` of the legs.

    Designated vouchers go first, then those that end first. Money at 8 decimals.
    """
    draws: Iterable[pa.RecordBatch] = ()
    if not is_empty(session, vouchers):
        # It brings a compiler, which takes a while.
        from tierbill.rating.draws import drawing

        # The engine puts the legs in order while the vouchers are read.
        legs_in_order = _legs(session, legs)
        ordered = _vouchers(session, vouchers)
        queue, queues = numbered_rows(ordered.select([*HOLDER, *PAYS]))
        draw = drawing(DRAWS, ordered, queue, kind=KIND, queues_of=_Queues(queues).of)
        draws = map(draw, with_first(legs_in_order))
    return pa.RecordBatchReader.from_batches(DRAWS, draws)


def covers_product(product_codes: str | None, are_excluded: bool, product: str) -> bool:
    """Say whether a voucher pays a product: one that its list names, or one that it does not name.

    Codes are separated by bars; a voucher without a list pays every product.
    """
    return product_codes is None or (product in product_codes.split("|")) != are_excluded


class _Queues:
    """Vouchers alike, by number: of one holder, for the same purchases."""

    def __init__(self, queues: list[tuple]) -> None:
        self._of_holder: dict[tuple, list[tuple]] = defaultdict(list)
        for number, queue in enumerate(queues):
            holder, pays = queue[: len(HOLDER)], queue[len(HOLDER) :]
            self._of_holder[holder].append((number, *pays))

    def of(self, kind: tuple) -> Iterator[int]:
        """Yield the queues that pay legs of a kind."""
        *holder, owner, mode, product = kind
        for designated in (owner, None):
            for number, its_mode, *codes in self._of_holder.get((*holder, designated), ()):
                if its_mode in ("all", mode) and covers_product(*codes, product):
                    yield number


def _vouchers(session: Any, vouchers: Any) -> pa.Table:
    """Return the vouchers in the order of drawing."""
    return read(
        session,
        vouchers,
        "voucher_id, leg_kind, holder_account_id, currency_code, "
        "case when is_designated then coalesce(designated_account_id, '') end as only_for, "
        "payment_mode, product_codes, product_codes_are_excluded, "
        "epoch_us(valid_from) as opens_at, epoch_us(valid_to) as ends_at, "
        "cast(face_value as decimal(38, 8)) as capacity, "
        f"cast(coalesce(minimum_spend, {NO_MINIMUM}) as decimal(38, 8)) as minimum_spend, "
        "is_reusable",
        "order by not is_designated, valid_to, voucher_id",
    ).read_all()


def _legs(session: Any, legs: Any) -> Iterator[pa.RecordBatch]:
    """Begin to read the legs, in the order of drawing."""
    return read_ahead(
        session,
        legs,
        "charge_id, charge_category, cast(leg_number as bigint) as leg_number, transaction_at, "
        "billing_month, leg_kind, holder_account_id, currency_code, "
        "owner_account_id, payment_mode, product_code, epoch_us(transaction_at) as drawn_at, "
        "cast(contracted_cost as decimal(38, 8)) as amount, "
        f"cast(greatest(spent_cost, {NO_MINIMUM}) as decimal(38, 8)) as spend",
        "order by transaction_at, charge_id",
    )
