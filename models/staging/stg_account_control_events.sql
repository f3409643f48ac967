with delivered as (

    select * from {{ raw_records('account_control_events') }}

),

renamed as (

    select
        control_event_id,
        made_by_account_id,
        account_id,
        action,
        permission,
        request_id,
        occurred_at,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
