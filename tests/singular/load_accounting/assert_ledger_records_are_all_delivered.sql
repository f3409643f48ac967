-- The records of every file in the loader's ledger are those counted as delivered;
-- with an as_of, no more than those (rules 11.6).
-- If it fails, a landed file was not read, or was read twice.
-- It does not look at the demo seeds: they have no ledger.
with

ledger as (

    select
        source_table,
        sum(record_count) as record_count

    from {{ ref('stg_landing_files') }}
    where record_count is not null
    group by source_table

),

counted as (

    select
        source_table,
        sum(delivered) as delivered_count

    from {{ ref('load_accounting') }}
    group by source_table

),

tables_that_differ as (

    select
        ledger.source_table,
        ledger.record_count,
        coalesce(counted.delivered_count, 0) as delivered_count

    from ledger

    left join counted
        on ledger.source_table = counted.source_table

    where
        coalesce(counted.delivered_count, 0)
        {{ '>' if as_of_instant() else '!=' }} ledger.record_count

)

select * from tables_that_differ
