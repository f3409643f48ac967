with delivered as (

    select * from {{ raw_records('budget_events') }}

),

renamed as (

    select
        budget_event_id,
        set_by_account_id,
        customer_account_id,
        budget_type,
        action,
        amount,
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
