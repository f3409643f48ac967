with

budgets as (

    select
        budgets.*,
        clock.now_at

    from {{ ref('int_budgets') }} as budgets

    inner join {{ ref('int_as_of') }} as clock
        on budgets.valid_from <= clock.now_at

),

charges as (

    select budget_usage.*

    from {{ ref('int_budget_usage') }} as budget_usage

    inner join {{ ref('int_as_of') }} as clock
        on budget_usage.occurred_at <= clock.now_at

    where budget_usage.event_kind = 'charge'

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

months_with_instants as (

    select
        *,
        {{ billing_instant('cast(billing_month as timestamp)') }} as month_started_at,
        {{ billing_instant(
            "(cast(billing_month as timestamp) + interval '1' month)"
        ) }} as month_ended_at

    from months

),

budgets_ranked as (

    select
        budgets.*,
        months.billing_month,
        {{ whole_seconds('months.month_started_at', 'budgets.now_at') }}
            as elapsed_seconds,
        {{ whole_seconds('budgets.now_at', 'months.month_ended_at') }}
            as remaining_seconds,
        row_number() over (
            partition by budgets.customer_account_id, months.billing_month
            order by budgets.valid_from desc
        ) as budgets_back

    from budgets

    inner join months_with_instants as months
        on
            budgets.customer_account_id = months.customer_account_id
            and budgets.valid_from < months.month_ended_at
            and budgets.valid_to > months.month_started_at

),

-- of the budgets of a month the last one counts
budgets_of_months as (

    select * from budgets_ranked
    where budgets_back = 1

),

used_costs as (

    select
        budgets.customer_account_id,
        budgets.billing_month,
        sum(charges.list_cost) as used_cost,
        sum(
            case
                when
                    charges.is_usage and charges.billing_month = budgets.billing_month
                    then charges.list_cost
            end
        ) as usage_cost

    from budgets_of_months as budgets

    inner join charges
        on
            budgets.customer_account_id = charges.customer_account_id
            and case budgets.budget_type
                when 'monthly' then budgets.billing_month = charges.billing_month
                else
                    budgets.billing_month >= charges.billing_month
                    and budgets.valid_from <= charges.transaction_at
                    and {{ is_in_force('budgets', 'charges.occurred_at') }}
            end

    group by budgets.customer_account_id, budgets.billing_month

),

budgets_with_used_cost as (

    select
        budgets.*,
        coalesce(used_costs.used_cost, cast(0 as decimal(38, 8))) as used_cost,
        coalesce(used_costs.usage_cost, cast(0 as decimal(38, 8))) as usage_cost

    from budgets_of_months as budgets

    left join used_costs
        on
            budgets.customer_account_id = used_costs.customer_account_id
            and budgets.billing_month = used_costs.billing_month

),

-- the rest of the month uses as much as its beginning; purchases do not repeat
forecasts as (

    select
        *,
        case
            when remaining_seconds <= 0 or elapsed_seconds <= 0 then used_cost
            else
                used_cost
                + {{ portion_of_cost(
                    'usage_cost', 'remaining_seconds', 'elapsed_seconds'
                ) }}
        end as forecast_cost

    from budgets_with_used_cost

),

budget_utilisation as (

    select
        customer_account_id,
        billing_month,
        budget_event_id,
        set_by_account_id,
        budget_type,
        budget_amount,
        cast(used_cost as decimal(38, 8)) as used_cost,
        cast(budget_amount - used_cost as decimal(38, 8)) as remaining_cost,
        {{ percent_of('used_cost', 'budget_amount') }} as used_percent,
        {{ budget_is_reached('forecasts', '100') }} as is_used_up,
        cast(forecast_cost as decimal(38, 8)) as forecast_cost,
        {{ percent_of('forecast_cost', 'budget_amount') }} as forecast_percent,
        currency_code

    from forecasts

)

select * from budget_utilisation
