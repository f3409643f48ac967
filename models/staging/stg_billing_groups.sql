with

delivered as (

    select * from {{ delivered_records('billing_groups') }}

),

billing_groups as (

    select
        billing_group_code,
        billing_group_name,
        distributor_account_id,
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

select * from billing_groups
