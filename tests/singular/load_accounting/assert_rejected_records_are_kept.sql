-- Every record counted as rejected is in rejected_records with its reason, and no other
-- (rules 11.6).
-- If it fails, records disappear without a name, or one is there twice.
-- It does not say that the reason is the right one.
with

counted as (

    select
        source_table,
        sum(rejected) as counted_count

    from {{ ref('load_accounting') }}
    group by source_table

),

kept as (

    select
        source_table,
        count(*) as kept_count

    from {{ ref('rejected_records') }}
    group by source_table

),

tables_that_differ as (

    select
        coalesce(counted.source_table, kept.source_table) as source_table,
        coalesce(counted.counted_count, 0) as counted_count,
        coalesce(kept.kept_count, 0) as kept_count

    from counted

    full outer join kept
        on counted.source_table = kept.source_table

    where coalesce(counted.counted_count, 0) != coalesce(kept.kept_count, 0)

)

select * from tables_that_differ
