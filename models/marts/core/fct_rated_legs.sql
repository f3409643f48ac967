{{ config(materialized='view') }}

with

fct_rated_legs as (

    select
        leg_id,
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        billing_group_code,
        billing_month,
        transaction_at,
        list_cost,
        base_cost,
        discount_id,
        discount_kind,
        discount_multiplier,
        contract_unit_price,
        discount_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_rate,
        tax_cost,
        billed_cost,
        currency_code

    from {{ ref('int_charge_legs') }}

)

select * from fct_rated_legs
