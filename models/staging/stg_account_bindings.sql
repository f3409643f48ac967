with delivered as (

    select * from {{ raw_records('account_bindings') }}

),

renamed as (

    select
        binding_id,
        account_id,
        parent_account_id,
        channel_code,
        bound_at,
        unbound_at,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
