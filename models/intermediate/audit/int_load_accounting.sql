with

record_counts as (

    select
        counts.source_table,
        landing_files.load_id,
        counts.record_status,
        counts.record_count

    from {{ ref('int_record_counts') }} as counts

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            counts.source_table = landing_files.source_table
            and counts.record_file = landing_files.record_file

),

load_accounting as (

    select
        source_table,
        load_id,
        sum(case when record_status = 'delivered' then record_count else 0 end)
            as delivered_count,
        sum(case when record_status = 'current' then record_count else 0 end)
            as current_count,
        sum(case when record_status = 'duplicate' then record_count else 0 end)
            as duplicate_count,
        sum(case when record_status = 'superseded' then record_count else 0 end)
            as superseded_count,
        sum(case when record_status = 'retracted' then record_count else 0 end)
            as retracted_count,
        sum(case when record_status = 'rejected' then record_count else 0 end)
            as rejected_count

    from record_counts
    group by source_table, load_id

)

select * from load_accounting
