{{ config(materialized='view') }}

with

bill_b_resources as (

    select
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        list_amount,
        contracted_amount,
        voucher_amount,
        pretax_amount,
        tax_amount,
        billed_amount,
        currency_code

    from {{ ref('int_bill_resources') }}
    where leg_kind = 'bill_b'

)

select * from bill_b_resources
