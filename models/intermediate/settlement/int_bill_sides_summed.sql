with

told_apart as (

    select charge_id

    from {{ ref('int_bill_charges_told_apart') }}

),

-- Bill A and Bill B of everything below one payer; own usage stands on Bill A alone
bill_sides_summed as (

    select
        lines.billing_month,
        lines.distributor_account_id,
        lines.currency_code,
        lines.leg_kind,
        coalesce(lines.reseller_account_id = lines.owner_account_id, false)
        and lines.charge_category != 'adjustment' as is_own,
        told_apart.charge_id is not null as is_told_apart,
        count(*) as line_count,
        sum(lines.list_cost) as list_cost,
        sum(lines.reserved_cost) as reserved_cost,
        sum(lines.plan_cost) as plan_cost,
        sum(lines.contracted_cost) as contracted_cost,
        sum(lines.voucher_cost) as voucher_cost,
        sum(lines.tax_cost) as tax_cost,
        sum(lines.billed_cost) as billed_cost

    from {{ ref('int_bill_lines_billed') }} as lines

    left join told_apart
        on lines.charge_id = told_apart.charge_id

    where lines.leg_kind in ('bill_a', 'bill_b')
    group by
        lines.billing_month,
        lines.distributor_account_id,
        lines.currency_code,
        lines.leg_kind,
        is_own,
        is_told_apart

)

select * from bill_sides_summed
