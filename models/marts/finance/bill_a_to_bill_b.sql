with

explained as (

    select * from {{ ref('int_bill_differences') }}

),

-- both bills as a whole, less every named cause
balances as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        case when leg_kind = 'bill_a' then line_count else -line_count end
            as line_difference,
        case when leg_kind = 'bill_a' then list_cost else -list_cost end
            as list_difference,
        case when leg_kind = 'bill_a' then billed_cost else -billed_cost end
            as billed_difference

    from {{ ref('int_bill_sides') }}

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        bill_b_line_count - bill_a_line_count as line_difference,
        bill_b_list_cost - bill_a_list_cost as list_difference,
        bill_b_billed_cost - bill_a_billed_cost as billed_difference

    from explained

),

unexplained as (

    select
        billing_month,
        distributor_account_id,
        'unexplained' as cause,
        cast(sum(line_difference) as bigint) as bill_a_line_count,
        cast(0 as bigint) as bill_b_line_count,
        cast(coalesce(sum(list_difference), 0) as decimal(38, 8)) as bill_a_list_cost,
        cast(0 as decimal(38, 8)) as bill_b_list_cost,
        cast(sum(billed_difference) as decimal(38, 8)) as bill_a_billed_cost,
        cast(0 as decimal(38, 8)) as bill_b_billed_cost,
        currency_code

    from balances
    group by billing_month, distributor_account_id, currency_code

),

causes as (

    select * from explained

    union all

    select * from unexplained

),

bill_a_to_bill_b as (

    select
        billing_month,
        distributor_account_id as reseller_account_id,
        cause,
        bill_a_line_count,
        bill_b_line_count,
        bill_a_line_count - bill_b_line_count as difference_line_count,
        bill_a_list_cost,
        bill_b_list_cost,
        bill_a_list_cost - bill_b_list_cost as difference_list_cost,
        bill_a_billed_cost,
        bill_b_billed_cost,
        bill_a_billed_cost - bill_b_billed_cost as difference_billed_cost,
        currency_code

    from causes

)

select * from bill_a_to_bill_b
