{{ config(materialized='view') }}

with

-- a partner's voucher reduces Bill A, a customer's Bill B
voucher_terms as (

    select
        voucher_id,
        case voucher_type when 'customer' then 'bill_b' else 'bill_a' end as leg_kind,
        holder_account_id,
        currency_code,
        voucher_type = 'partner_designated' as is_designated,
        case
            when voucher_type = 'partner_designated' then designated_account_id
        end as designated_account_id,
        payment_mode,
        product_codes,
        product_codes_are_excluded,
        face_value,
        minimum_spend,
        is_reusable,
        valid_from,
        valid_to

    from {{ ref('int_vouchers_validated') }}
    where rejection_reason is null

)

select * from voucher_terms
