"""Draws as a table: what was taken from which source for which demand, drawn while it is read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import pyarrow as pa

from tierbill.rating.drawdown import Demand, Drawdown, Queue, Sources
from tierbill.rating.whole_numbers import decimals

MONEY = pa.decimal128(38, 8)
QUANTITY = pa.decimal128(38, 10)
CHARGE = [("charge_id", pa.string())]

QueuesOf = Callable[[Hashable, Hashable], Sequence[Queue]]
# The keys of some demands, and the demands; each knows its place among the keys.
Batches = Iterable[tuple[pa.RecordBatch, Iterable[Demand]]]


def drawn(
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
