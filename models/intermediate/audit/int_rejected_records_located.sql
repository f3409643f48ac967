{{ config(materialized='view') }}

with

rejected as (

    select
        source_table,
        record_key,
        rejection_reason,
        record,
        record_file,
        record_line,
        recorded_at

    from {{ ref('int_rejected_records') }}

),

landing_files as (

    select
        source_table,
        record_file,
        load_id,
        source_file

    from {{ ref('stg_landing_files') }}

),

rejected_records_located as (

    select
        rejected.source_table,
        rejected.record_key,
        rejected.rejection_reason,
        rejected.record,
        landing_files.load_id,
        landing_files.source_file,
        rejected.record_line as source_line,
        rejected.recorded_at

    from rejected

    left join landing_files
        on
            rejected.source_table = landing_files.source_table
            and rejected.record_file = landing_files.record_file

)

select * from rejected_records_located
