"""Numbers that a load rounded to their type: how many, and what was rounded away in sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from tierbill.shared.input_contract import RawTable
from tierbill.shared.sql_text import literal

ROUNDED = "rounded_values"
"""Column of a landed file: the values that were rounded, as they came."""

_SUMS = """
select count(*), coalesce(sum(sign * (cast('0.' || left(tail, 28) as decimal(38, 28)) - up)), 0)
from (
    select
        if(starts_with(value.delivered, '-'), -1, 1) as sign,
        substr(split_part(value.delivered, '.', 2), {scale} + 1) as tail,
        if(tail[1] >= '5', 1, 0) as up
    from (
        select unnest({rounded}) as value
        from read_parquet({file})
        where rejection_reason is null
    )
    where value.column_name = {column}
)
"""


@dataclass(frozen=True)
class Rounded:
    """Values of a column that were rounded; `rounded_away` is delivered minus kept, in sum."""

    values: int
    rounded_away: Decimal


def rounded_digits(
    database: duckdb.DuckDBPyConnection, table: RawTable, landed: Path
) -> Mapping[str, Rounded]:
    """Return what was rounded in a landed file, by column; accepted records only."""
    found: dict[str, Rounded] = {}
    if ROUNDED not in pq.read_schema(landed).names:
        return found  # a file that was taken byte for byte
    for column in table.columns:
        if not column.data_type.startswith("decimal"):
            continue
        scale = int(column.data_type[len("decimal(") : -1].split(",")[1])
        query = _SUMS.format(
            scale=scale, rounded=ROUNDED, file=literal(landed), column=literal(column.name)
        )
        values, units = database.execute(query).fetchone() or (0, Decimal(0))
        if values:
            found[column.name] = Rounded(values, (units * Decimal(1).scaleb(-scale)).normalize())
    return found
