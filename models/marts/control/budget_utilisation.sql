with

-- the rest of the month uses as much as its beginning; purchases do not repeat
forecast as (

    select
        *,
        case
            when seconds_left <= 0 or seconds_gone <= 0 then used_cost
            else
                used_cost
                + {{ portion_of_cost('usage_cost', 'seconds_left', 'seconds_gone') }}
        end as forecast_cost

    from {{ ref('int_budget_utilisation') }}

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
        {{ budget_is_reached('forecast', '100') }} as is_used_up,
        cast(forecast_cost as decimal(38, 8)) as forecast_cost,
        {{ percent_of('forecast_cost', 'budget_amount') }} as forecast_percent,
        currency_code

    from forecast

)

select * from budget_utilisation
