with

delivered as (

    select * from {{ delivered_records('account_terms') }}

),

account_terms as (

    select
        account_id,
        cast(valid_from as {{ type_instant() }}) as valid_from,
        account_role,
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

select * from account_terms
