{{ config(materialized='view') }}

with

-- usage changes only at an event of the month, or of a one-time budget
usage_intervals as (

    select
        customer_account_id,
        event_id,
        budget_type,
        occurred_at as valid_from,
        least(
            valid_to,
            lead(occurred_at, 1, {{ end_of_time() }}) over (
                partition by
                    customer_account_id,
                    case when budget_type = 'monthly' then billing_month end,
                    budget_event_id
                order by occurred_at, event_rank, event_id, line_place
            ),
            case
                when budget_type = 'monthly'
                    then
                        {{ billing_instant(
                            "(cast(billing_month as timestamp) + interval '1' month)"
                        ) }}
                else {{ end_of_time() }}
            end
        ) as valid_to,
        {{ budget_is_reached('budget_usage', '100') }} as is_reached

    from {{ ref('int_budget_usage') }} as budget_usage
    where budget_event_id is not null

),

-- adjacent intervals are one
exhausted_intervals as (

    select
        *,
        lag(valid_to) over (
            partition by customer_account_id order by valid_from, valid_to
        ) as previous_to

    from usage_intervals
    where is_reached and valid_from < valid_to

),

exhausted_intervals_numbered as (

    select
        *,
        count_if(previous_to is null or previous_to < valid_from) over (
            partition by customer_account_id
            order by valid_from, valid_to
            rows between unbounded preceding and current row
        ) as exhaustion_number

    from exhausted_intervals

),

exhausted_budgets as (

    select
        customer_account_id as account_id,
        'budget_used_up' as state,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to

    from exhausted_intervals_numbered
    group by customer_account_id, exhaustion_number

)

select * from exhausted_budgets
