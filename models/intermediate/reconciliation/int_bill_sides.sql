with

bill_lines as (

    select
        *,
        coalesce(reseller_account_id = owner_account_id, false)
        and charge_category != 'adjustment' as is_own,
        told_apart_charge_id is not null as is_told_apart

    from {{ ref('int_bill_lines_aggregated') }}
    where leg_kind in ('bill_a', 'bill_b')

),

-- Bill A and Bill B of everything below one payer; own usage stands on Bill A alone
bill_sides_summed as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        is_own,
        is_told_apart,
        cast(sum(line_count) as bigint) as line_count,
        coalesce(sum(list_cost), cast(0 as decimal(38, 8))) as list_cost,
        sum(reserved_cost) as reserved_cost,
        sum(plan_cost) as plan_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from bill_lines
    group by
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        is_own,
        is_told_apart

)

select * from bill_sides_summed
