with

delivered as (

    select * from {{ delivered_records('billing_tag_keys') }}

),

billing_tag_keys as (

    select
        account_id,
        tag_key,
        cast(enabled_at as {{ type_instant() }}) as enabled_at,
        cast(disabled_at as {{ type_instant() }}) as disabled_at,
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

select * from billing_tag_keys
