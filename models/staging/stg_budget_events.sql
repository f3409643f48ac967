with

delivered as (

    select * from {{ delivered_records('budget_events') }}

),

budget_events as (

    select
        budget_event_id,
        set_by_account_id,
        customer_account_id,
        budget_type,
        action,
        cast(amount as decimal(28, 2)) as amount,
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

select * from budget_events
