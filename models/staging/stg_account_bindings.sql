with

delivered as (

    select * from {{ delivered_records('account_bindings') }}

),

account_bindings as (

    select
        binding_id,
        account_id,
        parent_account_id,
        channel_code,
        cast(bound_at as {{ type_instant() }}) as bound_at,
        cast(unbound_at as {{ type_instant() }}) as unbound_at,
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

select * from account_bindings
