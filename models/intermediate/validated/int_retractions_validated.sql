with

retractions as (

    select * from {{ current_records('retractions') }} as current_records

),

-- every readable record of a retracted key is here
first_records as (

    select
        source_table,
        record_key,
        min(recorded_at) as first_recorded_at

    from {{ ref('int_records_deduplicated') }}
    group by source_table, record_key

),

retractions_validated as (

    select
        retractions.*,
        case
            when retractions.source_table = 'bill_issues' then 'issue_is_final'
            when first_records.record_key is null then 'nothing_to_retract'
        end as rejection_reason

    from retractions

    left join first_records
        on
            retractions.source_table = first_records.source_table
            and retractions.record_key = first_records.record_key
            and retractions.recorded_at >= first_records.first_recorded_at

)

select * from retractions_validated
