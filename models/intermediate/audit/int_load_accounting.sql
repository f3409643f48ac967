with

counts as (

    select * from {{ ref('int_delivered_record_counts') }}

    union all

    select * from {{ ref('int_current_record_counts') }}

    union all

    select
        source_table,
        record_file,
        record_status,
        count(*) as record_count

    from {{ ref('int_records_deduplicated') }}
    where record_status in ('duplicate', 'superseded')
    group by source_table, record_file, record_status

    union all

    select
        source_table,
        record_file,
        'rejected' as record_status,
        count(*) as record_count

    from {{ ref('int_rejected_records') }}
    group by source_table, record_file

),

landing_files as (

    select
        source_table,
        record_file,
        load_id

    from {{ ref('stg_landing_files') }}

),

records_accounted as (

    select
        counts.source_table,
        landing_files.load_id,
        sum(
            case
                when counts.record_status = 'delivered' then counts.record_count
                else 0
            end
        ) as delivered_count,
        sum(
            case
                when counts.record_status = 'current' then counts.record_count
                else 0
            end
        ) as current_count,
        sum(
            case
                when counts.record_status = 'duplicate' then counts.record_count
                else 0
            end
        ) as duplicate_count,
        sum(
            case
                when counts.record_status = 'superseded' then counts.record_count
                else 0
            end
        ) as superseded_count,
        sum(
            case
                when counts.record_status = 'rejected' then counts.record_count
                else 0
            end
        ) as rejected_count

    from counts

    left join landing_files
        on
            counts.source_table = landing_files.source_table
            and counts.record_file = landing_files.record_file

    group by counts.source_table, landing_files.load_id

)

select * from records_accounted
