with

bill_lines_told_apart as (

    select
        lines.billing_month,
        lines.distributor_account_id,
        lines.currency_code,
        lines.charge_id,
        lines.leg_kind,
        lines.line_kind,
        lines.charge_category,
        lines.order_type,
        lines.reseller_account_id,
        lines.owner_account_id,
        lines.pricing_quantity,
        lines.list_cost,
        lines.reserved_cost,
        lines.plan_cost,
        lines.contracted_cost,
        lines.voucher_cost,
        lines.tax_cost,
        lines.billed_cost

    from {{ ref('int_bill_lines_billed') }} as lines

    inner join {{ ref('int_bill_charges_told_apart') }} as told_apart
        on lines.charge_id = told_apart.charge_id

    where lines.leg_kind in ('bill_a', 'bill_b')

)

select * from bill_lines_told_apart
