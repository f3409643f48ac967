"""Draws as rows of a table: what was taken from which source for which demand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Drawdown, Queue, Sources
from tierbill.rating.whole_numbers import decimals

MONEY = pa.decimal128(38, 8)
QUANTITY = pa.decimal128(38, 10)
CHARGE = [("charge_id", pa.string())]

# What draws: from a batch of demands to a batch of draws.
Draw = Callable[[pa.RecordBatch], pa.RecordBatch]
QueuesOf = Callable[[Hashable, Hashable], Sequence[Queue]]
DemandsOf = Callable[[pa.RecordBatch], Iterable[Demand]]


def drawing(
    schema: pa.Schema,
    ids: pa.ChunkedArray,
    sources: Sources,
    queues_of: QueuesOf,
    demands_of: DemandsOf,
) -> Draw:
    """Return what draws from the sources, which have these ids, batch after batch.

    A row of the schema is the source's id, the keys of the demand, what was taken, what is left.
    """
    ids = ids.combine_chunks()
    drawdown = Drawdown(sources, queues_of)
    _, *keys, taken, left = schema

    def draw(batch: pa.RecordBatch) -> pa.RecordBatch:
        draws = drawdown.draw(demands_of(batch))
        places = pa.array(draws.places, pa.int64())
        columns = [
            ids.take(pa.array(draws.ranks, pa.int64())),
            *(batch.column(key.name).take(places) for key in keys),
            decimals(draws.taken, taken.type),
            decimals(draws.left, left.type),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    return draw
