with

bill_lines as (

    select * from {{ ref('int_bill_details_monthly') }}

),

bill_resources as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code,
        {{ as_amount('sum(list_cost)') }} as list_amount,
        {{ as_amount('sum(contracted_cost)') }} as contracted_amount,
        {{ as_amount('sum(voucher_cost)') }} as voucher_amount,
        {{ as_amount('sum(pretax_cost)') }} as pretax_amount,
        {{ as_amount('sum(tax_cost)') }} as tax_amount,
        {{ as_amount('sum(billed_cost)') }} as billed_amount

    from bill_lines
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code

)

select * from bill_resources
