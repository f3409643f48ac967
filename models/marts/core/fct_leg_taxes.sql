{{ config(materialized='view') }}

with

fct_leg_taxes as (

    select
        leg_id,
        charge_id,
        leg_kind,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        billing_month,
        transaction_at,
        tax_region,
        tax_component,
        tax_rate_id,
        tax_rate,
        pretax_cost,
        tax_cost,
        currency_code

    from {{ ref('int_leg_taxes') }}

)

select * from fct_leg_taxes
