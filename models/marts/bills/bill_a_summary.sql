{{ config(materialized='view') }}

with

bill_a_summary as (

    select
        billing_month,
        seller_account_id,
        buyer_account_id,
        product_code,
        product_name,
        project,
        region_id,
        billing_mode,
        list_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_cost,
        billed_cost,
        currency_code

    from {{ ref('int_bill_summaries') }}
    where leg_kind = 'bill_a'

)

select * from bill_a_summary
