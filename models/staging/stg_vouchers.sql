with

delivered as (

    select * from {{ delivered_records('vouchers') }}

),

vouchers as (

    select
        voucher_id,
        voucher_type,
        funded_by_account_id,
        holder_account_id,
        designated_account_id,
        cast(face_value as decimal(28, 8)) as face_value,
        cast(minimum_spend as decimal(28, 8)) as minimum_spend,
        currency_code,
        cast(is_reusable as boolean) as is_reusable,
        payment_mode,
        product_codes,
        cast(product_codes_are_excluded as boolean) as product_codes_are_excluded,
        cast(valid_from as {{ type_instant() }}) as valid_from,
        cast(valid_to as {{ type_instant() }}) as valid_to,
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

select * from vouchers
