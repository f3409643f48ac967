with

-- charges with lines of their own on one of the bills, and hidden list prices
whole_charges as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        coalesce(cause, 'contract_price') as cause,
        case when cause is null then 0 else bill_a_line_count end as bill_a_line_count,
        case when cause is null then 0 else bill_b_line_count end as bill_b_line_count,
        bill_a_list_cost,
        bill_b_list_cost,
        case when cause is null then bill_a_contracted_cost else bill_a_billed_cost end
            as bill_a_billed_cost,
        case when cause is null then bill_b_contracted_cost else bill_b_billed_cost end
            as bill_b_billed_cost

    from {{ ref('int_bill_charge_pairs') }}
    where cause is not null or is_list_hidden

),

own_usage as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        'own_usage' as cause,
        line_count as bill_a_line_count,
        0 as bill_b_line_count,
        list_cost as bill_a_list_cost,
        cast(0 as decimal(38, 8)) as bill_b_list_cost,
        billed_cost as bill_a_billed_cost,
        cast(0 as decimal(38, 8)) as bill_b_billed_cost

    from {{ ref('int_bill_sides') }}
    where is_own and not is_told_apart

),

causes as (

    select 'reserved_instance' as cause
    union all
    select 'savings_plan' as cause
    union all
    select 'discount' as cause
    union all
    select 'voucher' as cause
    union all
    select 'tax' as cause

),

changes as (

    select
        terms.billing_month,
        terms.distributor_account_id,
        terms.currency_code,
        terms.leg_kind,
        causes.cause,
        case causes.cause
            when 'reserved_instance' then -terms.reserved_cost
            when 'savings_plan' then -terms.benefit_cost
            when 'discount' then -terms.discount_cost
            when 'voucher' then -terms.voucher_cost
            else terms.tax_cost
        end as change_cost

    from {{ ref('int_bill_term_differences') }} as terms

    cross join causes

),

parts as (

    select * from whole_charges

    union all

    select * from own_usage

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        cause,
        0 as bill_a_line_count,
        0 as bill_b_line_count,
        cast(0 as decimal(38, 8)) as bill_a_list_cost,
        cast(0 as decimal(38, 8)) as bill_b_list_cost,
        case when leg_kind = 'bill_a' then change_cost end as bill_a_billed_cost,
        case when leg_kind = 'bill_b' then change_cost end as bill_b_billed_cost

    from changes

),

bill_differences_explained as (

    select
        billing_month,
        distributor_account_id,
        cause,
        cast(sum(bill_a_line_count) as bigint) as bill_a_line_count,
        cast(sum(bill_b_line_count) as bigint) as bill_b_line_count,
        cast(coalesce(sum(bill_a_list_cost), 0) as decimal(38, 8)) as bill_a_list_cost,
        cast(coalesce(sum(bill_b_list_cost), 0) as decimal(38, 8)) as bill_b_list_cost,
        cast(coalesce(sum(bill_a_billed_cost), 0) as decimal(38, 8))
            as bill_a_billed_cost,
        cast(coalesce(sum(bill_b_billed_cost), 0) as decimal(38, 8))
            as bill_b_billed_cost,
        currency_code

    from parts
    group by billing_month, distributor_account_id, cause, currency_code

)

select * from bill_differences_explained
where
    bill_a_line_count != 0
    or bill_b_line_count != 0
    or bill_a_list_cost != bill_b_list_cost
    or bill_a_billed_cost != bill_b_billed_cost
