with

delivered as (

    select * from {{ delivered_records('credit_allocations') }}

),

credit_allocations as (

    select
        allocation_id,
        granted_by_account_id,
        account_id,
        allocation_kind,
        cast(amount as decimal(28, 8)) as amount,
        cast(allocated_at as {{ type_instant() }}) as allocated_at,
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

select * from credit_allocations
