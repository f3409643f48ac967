with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}
    where {{ is_touched_month('billing_month') }}

),

bill_summaries as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        product_code,
        max(product_name) as product_name,
        project,
        region_id,
        billing_mode,
        currency_code,
        sum(list_cost) as list_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(pretax_cost) as pretax_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from bill_lines
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        product_code,
        project,
        region_id,
        billing_mode,
        currency_code

)

select * from bill_summaries
