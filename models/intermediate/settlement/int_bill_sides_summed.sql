with

told_apart as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        coalesce(reseller_account_id = owner_account_id, false)
        and charge_category != 'adjustment' as is_own,
        count(*) as line_count,
        coalesce(sum(list_cost), cast(0 as decimal(38, 8))) as list_cost,
        coalesce(sum(reserved_cost), cast(0 as decimal(38, 8))) as reserved_cost,
        coalesce(sum(plan_cost), cast(0 as decimal(38, 8))) as plan_cost,
        coalesce(sum(contracted_cost), cast(0 as decimal(38, 8))) as contracted_cost,
        coalesce(sum(voucher_cost), cast(0 as decimal(38, 8))) as voucher_cost,
        coalesce(sum(tax_cost), cast(0 as decimal(38, 8))) as tax_cost,
        coalesce(sum(billed_cost), cast(0 as decimal(38, 8))) as billed_cost

    from {{ ref('int_bill_lines_told_apart') }}
    group by
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        is_own

),

-- all lines, and those told apart with the other sign
lines_and_counterparts as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        coalesce(reseller_account_id = owner_account_id, false)
        and charge_category != 'adjustment' as is_own,
        line_count,
        list_cost,
        reserved_cost,
        plan_cost,
        contracted_cost,
        voucher_cost,
        tax_cost,
        billed_cost

    from {{ ref('int_bill_lines_summed') }}
    where leg_kind in ('bill_a', 'bill_b')

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        is_own,
        -line_count as line_count,
        -list_cost as list_cost,
        -reserved_cost as reserved_cost,
        -plan_cost as plan_cost,
        -contracted_cost as contracted_cost,
        -voucher_cost as voucher_cost,
        -tax_cost as tax_cost,
        -billed_cost as billed_cost

    from told_apart

),

-- Bill A and Bill B of everything below one payer; own usage stands on Bill A alone
bill_sides_summed as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        is_own,
        false as is_told_apart,
        cast(sum(line_count) as bigint) as line_count,
        sum(list_cost) as list_cost,
        sum(reserved_cost) as reserved_cost,
        sum(plan_cost) as plan_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from lines_and_counterparts
    group by
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        is_own
    having sum(line_count) != 0

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        is_own,
        true as is_told_apart,
        line_count,
        list_cost,
        reserved_cost,
        plan_cost,
        contracted_cost,
        voucher_cost,
        tax_cost,
        billed_cost

    from told_apart

)

select * from bill_sides_summed
