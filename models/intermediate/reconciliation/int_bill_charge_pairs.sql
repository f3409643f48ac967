with

lines as (

    select
        *,
        leg_kind = 'bill_a' as is_bill_a

    from {{ ref('int_bill_lines_aggregated') }}
    where
        leg_kind in ('bill_a', 'bill_b')
        and told_apart_charge_id is not null

),

charges as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        told_apart_charge_id as charge_id,
        max(charge_category) as charge_category,
        max(order_type) as order_type,
        bool_or(reseller_account_id = owner_account_id) as is_own,
        bool_or(line_kind != 'original') as is_corrected,
        bool_or(list_cost is null) as is_list_hidden,
        min(list_cost) != max(list_cost) as is_rated_twice,
        cast(sum(case when is_bill_a then line_count else 0 end) as bigint)
            as bill_a_line_count,
        cast(sum(case when not is_bill_a then line_count else 0 end) as bigint)
            as bill_b_line_count,
        sum(case when is_bill_a then list_cost end) as bill_a_list_cost,
        sum(case when not is_bill_a then list_cost end) as bill_b_list_cost,
        sum(case when is_bill_a then reserved_cost end) as bill_a_reserved_cost,
        sum(case when not is_bill_a then reserved_cost end) as bill_b_reserved_cost,
        sum(case when is_bill_a then plan_cost end) as bill_a_plan_cost,
        sum(case when not is_bill_a then plan_cost end) as bill_b_plan_cost,
        sum(case when is_bill_a then contracted_cost end) as bill_a_contracted_cost,
        sum(case when not is_bill_a then contracted_cost end)
            as bill_b_contracted_cost,
        sum(case when is_bill_a then voucher_cost end) as bill_a_voucher_cost,
        sum(case when not is_bill_a then voucher_cost end) as bill_b_voucher_cost,
        sum(case when is_bill_a then tax_cost end) as bill_a_tax_cost,
        sum(case when not is_bill_a then tax_cost end) as bill_b_tax_cost,
        sum(case when is_bill_a then billed_cost end) as bill_a_billed_cost,
        sum(case when not is_bill_a then billed_cost end) as bill_b_billed_cost

    from lines
    group by
        billing_month, distributor_account_id, currency_code, told_apart_charge_id

),

-- why a charge stands otherwise on the two bills; null where only its terms differ
bill_charges_paired as (

    select
        *,
        case
            when charge_category = 'adjustment' then 'adjustment'
            when is_own then 'own_usage'
            when is_corrected then 'recalculation'
            when bill_a_line_count != 1 or bill_b_line_count != 1 then 'other_month'
            when order_type = 'change' then 'configuration_change'
            when charge_category = 'refund' then 'refund'
            when is_rated_twice then 'recalculation'
        end as cause

    from charges

)

select * from bill_charges_paired
