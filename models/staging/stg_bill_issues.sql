with

delivered as (

    select * from {{ delivered_records('bill_issues') }}

),

bill_issues as (

    select
        seller_account_id,
        cast(billing_month as date) as billing_month,
        cast(version as integer) as version,
        cast(issued_at as {{ type_instant() }}) as issued_at,
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

select * from bill_issues
