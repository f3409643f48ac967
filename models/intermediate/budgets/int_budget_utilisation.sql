{{ config(materialized='view') }}

with

clock as (

    select now_at

    from {{ ref('int_as_of') }}

),

budgets as (

    select
        budgets.*,
        clock.now_at

    from {{ ref('int_budgets') }} as budgets

    inner join clock
        on budgets.valid_from <= clock.now_at

),

charges as (

    select accrued.*

    from {{ ref('int_budget_usage') }} as accrued

    inner join clock
        on accrued.occurred_at <= clock.now_at

    where accrued.event_kind = 'charge'

),

customers as (

    select
        customer_account_id,
        min({{ billing_month_of('valid_from') }}) as first_month,
        max({{ billing_month_of('now_at') }}) as last_month

    from budgets
    group by customer_account_id

),

months as (

    select
        customer_account_id,
        {{ each_month('first_month', 'last_month') }} as billing_month

    from customers

),

months_bounded as (

    select
        *,
        {{ billing_instant('cast(billing_month as timestamp)') }} as month_started_at,
        {{ billing_instant(
            "(cast(billing_month as timestamp) + interval '1' month)"
        ) }} as month_ended_at

    from months

),

-- of the budgets of a month the last one counts
budgets_of_month as (

    select
        budgets.*,
        months_bounded.billing_month,
        months_bounded.month_started_at,
        months_bounded.month_ended_at,
        row_number() over (
            partition by budgets.customer_account_id, months_bounded.billing_month
            order by budgets.valid_from desc
        ) as budgets_back

    from budgets

    inner join months_bounded
        on
            budgets.customer_account_id = months_bounded.customer_account_id
            and budgets.valid_from < months_bounded.month_ended_at
            and budgets.valid_to > months_bounded.month_started_at

),

used as (

    select
        budgets_of_month.customer_account_id,
        budgets_of_month.billing_month,
        sum(charges.list_cost) as used_cost,
        sum(
            case
                when
                    charges.is_usage
                    and charges.billing_month = budgets_of_month.billing_month
                    then charges.list_cost
            end
        ) as usage_cost

    from budgets_of_month

    inner join charges
        on
            budgets_of_month.customer_account_id = charges.customer_account_id
            and case budgets_of_month.budget_type
                when 'monthly'
                    then budgets_of_month.billing_month = charges.billing_month
                else
                    budgets_of_month.billing_month >= charges.billing_month
                    and {{ is_in_force('budgets_of_month', 'charges.occurred_at') }}
            end

    where budgets_of_month.budgets_back = 1
    group by budgets_of_month.customer_account_id, budgets_of_month.billing_month

),

budgets_utilised as (

    select
        budgets_of_month.*,
        coalesce(used.used_cost, cast(0 as decimal(38, 8))) as used_cost,
        coalesce(used.usage_cost, cast(0 as decimal(38, 8))) as usage_cost,
        {{ whole_seconds('month_started_at', 'now_at') }} as seconds_gone,
        {{ whole_seconds('now_at', 'month_ended_at') }} as seconds_left

    from budgets_of_month

    left join used
        on
            budgets_of_month.customer_account_id = used.customer_account_id
            and budgets_of_month.billing_month = used.billing_month

    where budgets_of_month.budgets_back = 1

)

select * from budgets_utilised
