"""Draws as rows of a table: what was taken from which source for which demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa

from tierbill.rating.drawdown import Demands, Drawdown, Fits, Sources
from tierbill.rating.rows import numbered_rows
from tierbill.rating.whole_numbers import decimals, whole_numbers

# What draws: from a batch of demands to a batch of draws.
Draw = Callable[[pa.RecordBatch], pa.RecordBatch]
# The numbers of the queues that a kind of demand may draw from.
QueuesOf = Callable[[tuple], Iterable[int]]


def drawing(
    schema: pa.Schema,
    sources: pa.Table,
    queue: Sequence[int],
    *,
    kind: Sequence[str],
    queues_of: QueuesOf,
    refills: bool = False,
) -> Draw:
    """Return what draws from the sources, batch after batch.

    Sources come in the order of drawing: an id, `opens_at`, `ends_at`, `capacity`, perhaps
    `minimum_spend` and `is_reusable`; `queue` numbers those alike. Demands have `drawn_at`,
    `amount`, perhaps `spend`; those that agree in the columns `kind` draw from the same queues. A
    row of the schema is the source's id, the keys of the demand, what was taken, what is left.
    """
    ids = sources.column(0).combine_chunks()
    drawdown = Drawdown(_sources(sources), queue, refills=refills)
    fitting = _Fitting(queues_of)
    _, *keys, taken, left = schema

    def draw(batch: pa.RecordBatch) -> pa.RecordBatch:
        amounts = whole_numbers(batch.column("amount"))
        demands = Demands(
            fitting.numbers(batch.select(kind)),
            np.array(batch.column("drawn_at")),
            amounts,
            whole_numbers(batch.column("spend")) if "spend" in batch.schema.names else amounts,
        )
        draws = drawdown.draw(demands, fitting.fits())
        places = pa.array(draws.place)
        columns = [
            ids.take(pa.array(draws.rank)),
            *(batch.column(key.name).take(places) for key in keys),
            decimals(draws.taken, taken.type),
            decimals(draws.left, left.type),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    return draw


def _sources(table: pa.Table) -> Sources:
    """Let all be full; without a word they ask for no spend and may be used again."""
    capacity = whole_numbers(table.column("capacity"))
    has = table.column_names.__contains__
    return Sources(
        valid_from=np.require(table.column("opens_at"), requirements="W"),
        valid_to=np.require(table.column("ends_at"), requirements="W"),
        capacity=capacity,
        balance=capacity.copy(),
        minimum_spend=whole_numbers(table.column("minimum_spend"))
        if has("minimum_spend")
        else np.zeros(len(table), np.int64),
        is_reusable=np.array(table.column("is_reusable"))
        if has("is_reusable")
        else np.ones(len(table), np.bool_),
    )


class _Fitting:
    """The queues that each kind of demand may draw from, asked for once for each kind."""

    def __init__(self, queues_of: QueuesOf) -> None:
        self._queues_of = queues_of
        self._numbers: dict[tuple, int] = {}
        self._starts = [0]
        self._queues: list[int] = []

    def numbers(self, kinds: pa.RecordBatch) -> np.ndarray:
        """Return the number of the fit of each row."""
        numbers, different = numbered_rows(kinds)
        return np.array([self._number(kind) for kind in different], np.int64)[numbers]

    def fits(self) -> Fits:
        """Return all fits found until now."""
        return Fits(np.array(self._starts, np.int64), np.array(self._queues, np.int64))

    def _number(self, kind: tuple) -> int:
        number = self._numbers.get(kind)
        if number is None:
            number = self._numbers[kind] = len(self._numbers)
            self._queues.extend(self._queues_of(kind))
            self._starts.append(len(self._queues))
        return number
