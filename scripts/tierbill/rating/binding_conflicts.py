"""What the Python model of bindings does: bindings in, the same rows with reasons out.

Rules: 1.2, 1.12
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tierbill.rating.bindings import Binding, rejected_bindings
from tierbill.rating.rows import read, rows_of

CONTESTED = """
    known_number, binding_id, account_id, parent_account_id, epoch_us(bound_at), epoch_us(ends_at),
    is_to_later_partner
"""


def validated_bindings(session: Any, bindings: Any) -> pa.Table:
    """Give each binding its first reason: its own, or that of the one that excludes it."""
    contested = read(
        session, bindings, CONTESTED, "where is_contested order by known_number, binding_id"
    )
    rows = (Binding(*row) for batch in contested for row in rows_of(batch))
    rejected = list(rejected_bindings(rows))
    table = read(session, bindings, "*", "order by binding_id").read_all()
    place = pc.index_in(
        table["binding_id"], value_set=pa.array([one for one, _ in rejected], pa.string())
    )
    reasons = pa.array([reason for _, reason in rejected], pa.string()).take(place)
    return table.append_column("rejection_reason", pc.coalesce(table["own_reason"], reasons))
