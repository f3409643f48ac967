with

delivered as (

    select * from {{ delivered_records('rounding_policies') }}

),

rounding_policies as (

    select
        seller_account_id,
        currency_code,
        cast(valid_from_month as date) as valid_from_month,
        cast(valid_to_month as date) as valid_to_month,
        rounding_mode,
        cast(rounding_digits as integer) as rounding_digits,
        rounding_level,
        negative_bill,
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

select * from rounding_policies
