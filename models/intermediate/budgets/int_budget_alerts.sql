{{ config(materialized='view') }}

with

charges as (

    select accrued.*

    from {{ ref('int_budget_usage') }} as accrued

    inner join {{ ref('int_as_of') }} as clock
        on accrued.occurred_at <= clock.now_at

    where accrued.event_kind = 'charge' and accrued.budget_event_id is not null

),

thresholds as (

    select threshold_percent

    from {{ ref('alert_thresholds') }}
    where alert_kind = 'budget_used'

),

-- every charge with which a threshold is reached, the first of the month alerts
reached as (

    select
        charges.*,
        thresholds.threshold_percent,
        row_number() over (
            partition by
                charges.customer_account_id,
                charges.billing_month,
                thresholds.threshold_percent
            order by charges.occurred_at, charges.event_id
        ) as reached_number

    from charges

    inner join thresholds
        on {{ budget_is_reached('charges', 'thresholds.threshold_percent') }}

),

budget_alerts_raised as (

    select
        customer_account_id,
        billing_month,
        threshold_percent,
        event_id as charge_id,
        occurred_at as alerted_at,
        budget_event_id,
        budget_amount,
        used_cost,
        currency_code

    from reached
    where reached_number = 1

)

select * from budget_alerts_raised
