{{ config(materialized='view') }}

with

-- what is given back or adjusted is net already: no voucher covers it again
legs_unioned as (

    select
        charge_id,
        terms_number,
        leg_number,
        leg_kind,
        buyer_account_id,
        transaction_at,
        contracted_cost,
        voucher_cost

    from {{ ref('int_legs_vouchered') }}

    union all

    select
        charge_id,
        terms_number,
        leg_number,
        leg_kind,
        buyer_account_id,
        transaction_at,
        contracted_cost,
        cast(0 as decimal(38, 8)) as voucher_cost

    from {{ ref('int_refund_legs') }}

    union all

    select
        charge_id,
        terms_number,
        leg_number,
        leg_kind,
        buyer_account_id,
        transaction_at,
        contracted_cost,
        cast(0 as decimal(38, 8)) as voucher_cost

    from {{ ref('int_adjustment_legs') }}

)

select * from legs_unioned
