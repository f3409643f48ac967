with

delivered as (

    select * from {{ delivered_records('account_control_events') }}

),

account_control_events as (

    select
        control_event_id,
        made_by_account_id,
        account_id,
        action,
        permission,
        request_id,
        cast(occurred_at as {{ type_instant() }}) as occurred_at,
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

select * from account_control_events
