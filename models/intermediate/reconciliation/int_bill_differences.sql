with

sides as (

    select
        *,
        leg_kind = 'bill_a' as is_bill_a,
        cause is null and is_list_hidden as is_contract_price

    from {{ ref('int_bill_sides') }}

),

-- charges that one cause explains as a whole; next to a contract price only the price
-- before vouchers and tax is compared
whole_charges as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        is_bill_a,
        case when is_contract_price then 'contract_price' else cause end as cause,
        case when is_contract_price then 0 else line_count end as line_count,
        list_cost,
        case when is_contract_price then contracted_cost else billed_cost end
            as billed_cost

    from sides
    where cause is not null or is_contract_price

),

-- charges on both bills: what each bill takes off them or adds to them
term_changes as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        is_bill_a,
        'reserved_instance' as cause,
        -reserved_cost as billed_cost

    from sides
    where cause is null and not is_list_hidden

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        is_bill_a,
        'savings_plan' as cause,
        -benefit_cost as billed_cost

    from sides
    where cause is null and not is_list_hidden

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        is_bill_a,
        'discount' as cause,
        -discount_cost as billed_cost

    from sides
    where cause is null and not is_list_hidden

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        is_bill_a,
        'voucher' as cause,
        -voucher_cost as billed_cost

    from sides
    where cause is null

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        is_bill_a,
        'tax' as cause,
        tax_cost as billed_cost

    from sides
    where cause is null

),

causes as (

    select * from whole_charges

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        is_bill_a,
        cause,
        0 as line_count,
        cast(0 as decimal(38, 8)) as list_cost,
        billed_cost

    from term_changes

),

bill_differences as (

    select
        billing_month,
        distributor_account_id,
        cause,
        cast(sum(case when is_bill_a then line_count else 0 end) as bigint)
            as bill_a_line_count,
        cast(sum(case when is_bill_a then 0 else line_count end) as bigint)
            as bill_b_line_count,
        cast(coalesce(sum(case when is_bill_a then list_cost end), 0) as decimal(38, 8))
            as bill_a_list_cost,
        cast(
            coalesce(sum(case when not is_bill_a then list_cost end), 0)
            as decimal(38, 8)
        ) as bill_b_list_cost,
        cast(
            coalesce(sum(case when is_bill_a then billed_cost end), 0)
            as decimal(38, 8)
        ) as bill_a_billed_cost,
        cast(
            coalesce(sum(case when not is_bill_a then billed_cost end), 0)
            as decimal(38, 8)
        ) as bill_b_billed_cost,
        currency_code

    from causes
    group by billing_month, distributor_account_id, cause, currency_code

)

select * from bill_differences
where
    bill_a_line_count != 0
    or bill_b_line_count != 0
    or bill_a_list_cost != bill_b_list_cost
    or bill_a_billed_cost != bill_b_billed_cost
