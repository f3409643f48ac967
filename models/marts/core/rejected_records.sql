with

rejected as (

    select * from {{ ref('int_records_rejected') }}

),

landing_files as (

    select
        source_table,
        record_file,
        source_file

    from {{ ref('stg_landing_files') }}

),

rejected_records as (

    select
        rejected.source_table,
        rejected.record_key,
        rejected.rejection_reason as reason,
        rejected.record,
        landing_files.source_file,
        rejected.record_line as source_line,
        rejected.recorded_at

    from rejected

    left join landing_files
        on
            rejected.source_table = landing_files.source_table
            and rejected.record_file = landing_files.record_file

)

select * from rejected_records
