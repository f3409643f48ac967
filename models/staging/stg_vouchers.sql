with delivered as (

    select * from {{ raw_records('vouchers') }}

),

renamed as (

    select
        voucher_id,
        voucher_type,
        funded_by_account_id,
        holder_account_id,
        designated_account_id,
        face_value,
        minimum_spend,
        currency_code,
        is_reusable,
        payment_mode,
        product_codes,
        product_codes_are_excluded,
        valid_from,
        valid_to,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
