{{ config(materialized='view') }}

with

-- a partner's voucher reduces Bill A, a customer's Bill B
vouchers_opened as (

    select
        voucher_id,
        voucher_type,
        case voucher_type when 'customer' then 'bill_b' else 'bill_a' end as leg_kind,
        funded_by_account_id,
        holder_account_id,
        case
            when voucher_type = 'partner_designated' then designated_account_id
        end as designated_account_id,
        voucher_type = 'partner_designated' as is_designated,
        face_value,
        minimum_spend,
        currency_code,
        is_reusable,
        payment_mode,
        product_codes,
        product_codes_are_excluded,
        valid_from,
        valid_to

    from {{ ref('int_vouchers_validated') }}
    where rejection_reason is null

)

select * from vouchers_opened
