with

load_accounting as (

    select
        source_table,
        load_id,
        cast(delivered_count as bigint) as delivered,
        cast(current_count as bigint) as current,
        cast(duplicate_count as bigint) as duplicate,
        cast(superseded_count as bigint) as superseded,
        cast(retracted_count as bigint) as retracted,
        cast(rejected_count as bigint) as rejected

    from {{ ref('int_load_accounting') }}

)

select * from load_accounting
