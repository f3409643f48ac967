{{ config(materialized='view') }}

with

lines as (

    select
        leg_kind,
        line_id,
        line_kind,
        seller_account_id,
        buyer_account_id,
        billing_month,
        currency_code,
        {{ each_of('voucher_draws') }} as voucher_draw

    from {{ ref('int_bill_lines') }}
    where voucher_draws is not null

),

-- what a reversal takes back is negative, as on its line
bill_line_vouchers as (

    select
        leg_kind,
        line_id,
        line_kind,
        seller_account_id,
        buyer_account_id,
        billing_month,
        voucher_draw['voucher_id'] as voucher_id,
        voucher_draw['voucher_type'] as voucher_type,
        cast(
            case when line_kind = 'reversal' then -1 else 1 end
            * voucher_draw['voucher_cost'] as decimal(38, 8)
        ) as voucher_cost,
        currency_code

    from lines

)

select * from bill_line_vouchers
