{{ config(materialized='view') }}

with

entries as (

    select * from {{ ref('int_credit_entries') }}
    where credit_kind = 'customer'

),

thresholds as (

    select threshold_percent

    from {{ ref('alert_thresholds') }}
    where alert_kind = 'credit_available'

),

-- after every entry: is less left than the threshold says
levels as (

    select
        entries.account_id,
        entries.entry_number,
        entries.event_id,
        entries.occurred_at,
        entries.allocated_cost,
        entries.available_cost,
        thresholds.threshold_percent,
        entries.available_cost * 100
        < entries.allocated_cost * thresholds.threshold_percent as is_below

    from entries

    cross join thresholds

),

falls as (

    select
        *,
        coalesce(
            lag(is_below) over (
                partition by account_id, threshold_percent
                order by entry_number
            ),
            false
        ) as was_below

    from levels

),

falls_of_the_day as (

    select
        *,
        {{ billing_date_of('occurred_at') }} as alert_date,
        row_number() over (
            partition by
                account_id, threshold_percent, {{ billing_date_of('occurred_at') }}
            order by entry_number
        ) as fall_number

    from falls
    where is_below and not was_below

),

credit_alerts_raised as (

    select
        account_id,
        threshold_percent,
        alert_date,
        occurred_at as alerted_at,
        event_id,
        allocated_cost,
        available_cost

    from falls_of_the_day
    where fall_number = 1

)

select * from credit_alerts_raised
