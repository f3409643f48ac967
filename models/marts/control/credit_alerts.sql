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

paths as (

    select * from {{ ref('int_account_chains') }}

),

entries_with_level as (

    select
        entries.account_id,
        entries.entry_number,
        entries.event_id,
        entries.occurred_at,
        entries.allocated_cost,
        entries.available_cost,
        entries.currency_code,
        thresholds.threshold_percent,
        {{ falls_below_percent(
            'entries.available_cost',
            'entries.allocated_cost',
            'thresholds.threshold_percent'
        ) }} as is_below

    from entries

    cross join thresholds

),

entries_with_previous_level as (

    select
        *,
        coalesce(
            lag(is_below) over (
                partition by account_id, threshold_percent
                order by entry_number
            ),
            false
        ) as was_below

    from entries_with_level

),

falls_ranked as (

    select
        *,
        {{ billing_date_of('occurred_at') }} as alert_date,
        row_number() over (
            partition by
                account_id, threshold_percent, {{ billing_date_of('occurred_at') }}
            order by entry_number
        ) as fall_number

    from entries_with_previous_level
    where is_below and not was_below

),

-- once a threshold and day
credit_alerts as (

    select
        falls.account_id,
        falls.threshold_percent,
        falls.alert_date,
        falls.occurred_at as alerted_at,
        falls.event_id,
        falls.allocated_cost,
        falls.available_cost,
        paths.reseller_account_id,
        falls.currency_code

    from falls_ranked as falls

    left join paths
        on
            falls.account_id = paths.account_id
            and {{ is_in_force('paths', 'falls.occurred_at') }}

    where falls.fall_number = 1

)

select * from credit_alerts
