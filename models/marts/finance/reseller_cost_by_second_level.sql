with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}
    where
        leg_kind = 'bill_a'
        and charge_category != 'adjustment'
        and reseller_account_id != distributor_account_id

),

reseller_cost_by_second_level as (

    select
        distributor_account_id,
        reseller_account_id,
        billing_month,
        count(*) as line_count,
        sum(list_cost) as list_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(pretax_cost) as pretax_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost,
        currency_code

    from bill_lines
    group by
        distributor_account_id,
        reseller_account_id,
        billing_month,
        currency_code

)

select * from reseller_cost_by_second_level
