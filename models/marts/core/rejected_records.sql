with

rejected_records as (

    select
        rejections.source_table,
        rejections.record_key,
        rejections.rejection_reason as reason,
        rejections.rejection_detail as reason_detail,
        rejections.record,
        rejections.load_id,
        rejections.source_file,
        rejections.source_line,
        rejections.recorded_at,
        resolved.record_line is not null as is_mended

    from {{ ref('int_rejected_records') }} as rejections

    left join {{ ref('int_resolved_rejections') }} as resolved
        on
            rejections.source_table = resolved.source_table
            and rejections.record_file = resolved.record_file
            and rejections.source_line = resolved.record_line

)

select * from rejected_records
