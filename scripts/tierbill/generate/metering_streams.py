"""Metering streams: how often a resource is sampled, from when to when.

A stream is one (owner, resource, sku) of a month whose record k begins at
`first_us + k * step_us` (microseconds since 1970, UTC).
"""

import duckdb

from tierbill.generate.plan import Month, Plan
from tierbill.generate.resources import P95_SHARE

_TEN_PLACES = 10**10

_STREAMS = """
create or replace table {table} as
with drawn as (
    select
        resources.*,
        kit_skus.* exclude (kit_number, provider_number),
        (hash(resources.resource_number, kit_skus.sku_id, '{month}', $seed) >> 1)::bigint
            as stream_hash,
        draw('always', resources.resource_number) < 0.02 as is_always_on
    from {resources} as resources
    inner join kit_skus
        on resources.kit_number = kit_skus.kit_number
        and resources.provider_number = kit_skus.provider_number
    where kit_skus.position = 0
        or draw(kit_skus.sku_id, resources.resource_number) < 0.6
),
sampled as (
    select
        *,
        case
            when metering = 'p95' then ([300, 300, 150])[1 + stream_hash % 3]
            when settlement_cycle = 'hourly' then ([360, 400, 400, 450, 514])[1 + stream_hash % 5]
            when settlement_cycle = 'daily' then ([7200, 8640, 10800, 10800])[1 + stream_hash % 4]
            else ([43200, 86400, 86400])[1 + stream_hash % 3]
        end::bigint as step_s,
        case
            when is_always_on then {seconds}
            when metering = 'p95' then 86400 * (1 + (stream_hash >> 8) % {days})
            when settlement_cycle = 'hourly'
                then 3600 * pow(720, pow(draw('span', stream_hash), 4))
            when settlement_cycle = 'daily'
                then 86400 * pow(30, pow(draw('span', stream_hash), 0.7))
            else 86400 * (8 + (stream_hash >> 8) % 23)
        end as wanted_s
    from drawn
),
counted as (
    select
        *,
        greatest(1, floor(least(wanted_s, {seconds}) / step_s))::bigint as wanted_rows
    from sampled
),
cumulated as (
    select
        *,
        sum(wanted_rows) over (
            order by resource_number, sku_id rows unbounded preceding
        )::bigint as rows_until
    from counted
),
cut as (
    select
        *,
        least(wanted_rows, {rows} - (rows_until - wanted_rows)) as row_count
    from cumulated
    where rows_until - wanted_rows < {rows}
),
started as (
    select
        *,
        {starts_us} + case
            when metering = 'p95' then 300000000 * floor(
                draw('start', stream_hash) * (({seconds} - row_count * step_s) // 300 + 1)
            )::bigint
            else 1000000 * floor(
                draw('start', stream_hash) * ({seconds} - row_count * step_s + 1)
            )::bigint
        end::bigint as first_us
    from cut
)
select
    owner_account_id,
    resource_id,
    sku_id,
    resource_name,
    operator_account_id,
    project,
    case when is_global then null else region_id end as region_id,
    case
        when not is_global and resource_number % 3 > 0
            then region_id || '-' || (['a', 'b', 'c'])[1 + resource_number % 3]
    end as zone_id,
    tags,
    case
        when change_draw < 0.03
            then {starts_us} + (change_draw / 0.03 * {seconds})::bigint * 1000000
        else 9000000000000000000
    end as changed_us,
    metering,
    stream_hash,
    '{letter}' || printf('%08x', resource_number) || position || '-' as id_prefix,
    step_s * 1000000 as step_us,
    first_us,
    row_count::bigint as row_count,
    greatest(
        1000,
        (typical * (0.2 + 1.6 * draw('base', stream_hash)) * {units})::bigint
    ) as base_units,
    case
        when metering = 'duration' then (typical * (1 + (stream_hash >> 16) % 2))::decimal(28, 10)
    end as steady_quantity,
    case
        when is_sized and (stream_hash >> 28) % 2 = 0
            then (10 * (1 + (stream_hash >> 20) % 50))::decimal(18, 6)
        when (stream_hash >> 24) % 40 = 0 then 1.25::decimal(18, 6)
    end as linear_size
from started
order by owner_account_id, resource_id, sku_id
"""


def create_streams(con: duckdb.DuckDBPyConnection, plan: Plan, month: Month, rows: int) -> None:
    """Create the table `streams` of a month; their `row_count` add up to `rows` exactly."""
    p95_rows = int(rows * P95_SHARE) if plan.is_commercial else 0
    _create(con, plan, month, ("resources", "streams"), rows - p95_rows)
    if p95_rows:
        _create(con, plan, month, ("p95_resources", "p95_streams"), p95_rows)
        con.execute(
            "create or replace table streams as select * from "
            "(from streams union all from p95_streams) "
            "order by owner_account_id, resource_id, sku_id"
        )


def _create(
    con: duckdb.DuckDBPyConnection, plan: Plan, month: Month, tables: tuple[str, str], rows: int
) -> None:
    """Create a table of streams from a table of resources with exactly `rows` records."""
    resources, table = tables
    sql = _STREAMS.format(
        resources=resources,
        table=table,
        month=month.name,
        letter="abcdefghijklmnopqrstuvwxyz"[plan.months.index(month) % 26],
        seconds=month.hours * 3600,
        days=month.hours // 24,
        starts_us=int(month.starts_at.timestamp()) * 1_000_000,
        rows=rows,
        units=_TEN_PLACES,
    )
    con.execute(sql.replace("$seed", str(plan.seed)))
    found = con.execute(f"select sum(row_count)::bigint from {table}").fetchone()
    if found != (rows,):
        raise RuntimeError(f"{table} of {month.name}: {found} records instead of {rows}")
