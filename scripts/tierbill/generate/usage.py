"""Writes the usage files of a month: clean ones, a resent one and a dirty one.

Every file is written by one thread from start to end, so that its bytes depend on the seed
alone; several files are written at the same time.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from tierbill.generate.faults import DIRTY, RESENT, Fault
from tierbill.generate.metering_streams import create_streams
from tierbill.generate.plan import Month, MonthRows, Plan, month_rows
from tierbill.generate.schema import contract_casts

_COPY = "copy ({query}) to '{path}' (format parquet, compression zstd, row_group_size 122880)"

# The records of `rows` (a stream with the number k of a record) as the contract wants them.
_RECORDS = """
drawn as (
    select
        *,
        (hash(k, stream_hash) >> 1)::bigint as h,
        first_us + k * step_us as started_us
    from rows
),
timed as (
    select
        *,
        started_us + case
            when h % 100 < 88 then step_us
            when h % 100 < 98 then (1 + (h >> 8) % (step_us // 1000000)) * 1000000
            else 1 + (h >> 8) % step_us
        end as ended_us
    from drawn
),
records as (
    select
        id_prefix || k as usage_id,
        owner_account_id,
        operator_account_id,
        resource_id,
        resource_name,
        case when started_us < changed_us then project else 'migrated' end as project,
        sku_id,
        region_id,
        zone_id,
        make_timestamptz(started_us) as usage_started_at,
        make_timestamptz(case when metering = 'p95' then started_us else ended_us end)
            as usage_ended_at,
        case
            when steady_quantity is not null then steady_quantity
            when metering = 'p95' and (stream_hash + started_us // 86400000000) % 9 = 0 then 0
            when h % 211 = 0 then 0
            else (
                (base_units // 1000 * (500 + (h >> 20) % 1000) + (h >> 30) % 1000)
                * 0.0000000001::decimal(10, 10)
            )::decimal(28, 10)
        end as usage_quantity,
        linear_size,
        case when started_us < changed_us then tags else '{"env":"moved"}' end as tags,
        make_timestamptz(
            (ended_us // 3600000000 + 1) * 3600000000
            + 900000000
            + case when (h >> 40) % 100 = 0 then (1 + (h >> 48) % 9) * 86400000000 else 0 end
        ) as recorded_at,
        choice
    from timed
)
"""

_WINDOW = """
rows as (
    select streams.*, unnest(range(from_k, to_k)) as k, 0 as choice
    from (
        select
            *,
            greatest(0, ({from_us} - first_us + step_us - 1) // step_us) as from_k,
            least(row_count, ({to_us} - first_us + step_us - 1) // step_us) as to_k
        from streams
    ) as streams
    where from_k < to_k
),
"""

# Records at chosen positions among all records of the month, in their order.
_CHOSEN = """
chosen as (
    select
        i as choice,
        {pick} * {stride} + (hash({pick}, '{label}', {seed}) % {stride})::bigint as position
    from range({count}) as numbers (i)
),
rows as (
    select
        streams.* exclude (rows_before, stream_number),
        chosen.position - streams.rows_before as k,
        chosen.choice
    from chosen
    asof join (
        select
            *,
            sum(row_count) over (order by stream_number)::bigint - row_count as rows_before
        from (select *, row_number() over () as stream_number from streams)
    ) as streams
        on chosen.position >= streams.rows_before
),
"""


def write_usage(
    con: duckdb.DuckDBPyConnection, plan: Plan, folder: Path, workers: int
) -> Iterator[Path]:
    """Write all usage files below `folder`, yielding each when it is there."""
    folder.mkdir(parents=True)
    for index, month in enumerate(plan.months):
        rows = month_rows(plan.rows_of_month(index))
        create_streams(con, plan, month, rows.clean)
        queries = dict(_clean_queries(month, rows))
        queries["resent"] = _resent_query(plan, month, rows)
        queries["dirty"] = _dirty_query(plan, month, rows)
        with ThreadPoolExecutor(workers) as pool:
            jobs = [
                pool.submit(_write, con.cursor(), query, folder / f"{month.name}-{name}.parquet")
                for name, query in queries.items()
            ]
            yield from (job.result() for job in jobs)


def _write(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    """Write the result of a query as one file."""
    con.execute(_COPY.format(query=query, path=str(path).replace("'", "''")))
    return path


def _clean_queries(month: Month, rows: MonthRows) -> Iterator[tuple[str, str]]:
    """A query for each clean file: a window of whole days, or of whole hours if many."""
    start = int(month.starts_at.timestamp())
    unit = 24 if rows.files <= month.hours // 24 else 1
    steps = month.hours // unit
    files = min(rows.files, steps)
    for number in range(files):
        edges = [
            (start + steps * edge // files * unit * 3600) * 1_000_000
            for edge in (number, number + 1)
        ]
        window = _WINDOW.format(from_us=edges[0], to_us=edges[1])
        query = f"with {window} {_RECORDS} select {contract_casts('usage')} from records"
        yield f"part-{number + 1:03d}", query


def _chosen(plan: Plan, month: Month, rows: MonthRows, fault: Fault) -> str:
    """A query for the records of one kind of fault."""
    chosen = _CHOSEN.format(
        stride=rows.clean // fault.count,
        label=f"{fault.label} {month.name}",
        seed=plan.seed,
        count=fault.count,
        pick=fault.pick,
    )
    columns = contract_casts("usage")
    changed = f"select * replace ({fault.changes}) from records"
    return f"(with {chosen} {_RECORDS}, changed as ({changed}) select {columns} from changed)"


def _resent_query(plan: Plan, month: Month, rows: MonthRows) -> str:
    """Records delivered again, restated, contradicted, and such as rules 1.2 reject."""
    counts = (rows.duplicates, rows.restated, rows.conflicting, rows.rejected)
    parts = [
        _chosen(plan, month, rows, Fault(*kind, count))
        for kind, count in zip(RESENT, counts, strict=True)
    ]
    return f"from ({' union all '.join(parts)}) order by all"


def _dirty_query(plan: Plan, month: Month, rows: MonthRows) -> str:
    """Records of which two in three cannot be read (rules 1.1)."""
    return _chosen(plan, month, rows, Fault(*DIRTY, rows.dirty))
