with delivered as (

    select * from {{ raw_records('credit_allocations') }}

),

renamed as (

    select
        allocation_id,
        granted_by_account_id,
        account_id,
        allocation_kind,
        amount,
        allocated_at,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
