with delivered as (

    select * from {{ raw_records('discount_changes') }}

),

renamed as (

    select
        change_id,
        discount_id,
        batch_id,
        changed_by,
        changed_at,
        field,
        new_value,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
