{{ config(materialized='view') }}

with

direct_bill_statements as (

    select
        billing_month,
        seller_account_id,
        buyer_account_id,
        seller_name,
        buyer_name,
        line_count,
        list_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_cost,
        billed_cost,
        precision_difference,
        billed_amount,
        carried_in_amount,
        due_amount,
        carried_out_amount,
        negative_causes,
        state,
        version,
        currency_code

    from {{ ref('int_bill_statements') }}
    where leg_kind = 'direct'

)

select * from direct_bill_statements
