with

load_accounting as (

    select
        source_table,
        load_id,
        cast(
            sum(
                case when record_status = 'delivered' then record_count else 0 end
            ) as bigint
        ) as delivered,
        cast(
            sum(
                case when record_status = 'current' then record_count else 0 end
            ) as bigint
        ) as current,
        cast(
            sum(
                case when record_status = 'duplicate' then record_count else 0 end
            ) as bigint
        ) as duplicate,
        cast(
            sum(
                case when record_status = 'superseded' then record_count else 0 end
            ) as bigint
        ) as superseded,
        cast(
            sum(
                case when record_status = 'retracted' then record_count else 0 end
            ) as bigint
        ) as retracted,
        cast(
            sum(
                case when record_status = 'rejected' then record_count else 0 end
            ) as bigint
        ) as rejected

    from {{ ref('int_record_counts') }}
    group by source_table, load_id

)

select * from load_accounting
