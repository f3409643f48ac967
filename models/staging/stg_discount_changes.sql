with

delivered as (

    select * from {{ delivered_records('discount_changes') }}

),

discount_changes as (

    select
        change_id,
        discount_id,
        batch_id,
        changed_by,
        cast(changed_at as {{ type_instant() }}) as changed_at,
        field,
        new_value,
        cast(recorded_at as {{ type_instant() }}) as recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        rejection_detail,
        record_file,
        record_line

    from delivered
    -- a record whose recorded_at cannot be read is rejected at every moment
    where {{ is_known('recorded_at') }} or recorded_at is null

)

select * from discount_changes
