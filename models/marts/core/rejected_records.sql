with

rejected_records as (

    select
        source_table,
        record_key,
        rejection_reason as reason,
        rejection_detail as reason_detail,
        record,
        load_id,
        source_file,
        source_line,
        recorded_at

    from {{ ref('int_rejected_records') }}

)

select * from rejected_records
