-- A customer that reaches 90 percent of a budget in a month reached 75 percent no later
-- (rules 9.3).
-- If it fails, an alert was lost.
-- It does not say that the budget was used up to that percentage.
with

thresholds as (

    select
        threshold_percent,
        lag(threshold_percent) over (order by threshold_percent) as lower_percent

    from {{ ref('alert_thresholds') }}
    where alert_kind = 'budget_used'

),

alerts as (

    select
        customer_account_id,
        billing_month,
        threshold_percent,
        min(alerted_at) as alerted_at

    from {{ ref('budget_alerts') }}
    group by customer_account_id, billing_month, threshold_percent

),

alerts_without_a_lower_one as (

    select alerts.*

    from alerts

    inner join thresholds
        on alerts.threshold_percent = thresholds.threshold_percent

    left join alerts as lower_alerts
        on
            alerts.customer_account_id = lower_alerts.customer_account_id
            and alerts.billing_month = lower_alerts.billing_month
            and thresholds.lower_percent = lower_alerts.threshold_percent
            and alerts.alerted_at >= lower_alerts.alerted_at

    where
        thresholds.lower_percent is not null
        and lower_alerts.customer_account_id is null

)

select * from alerts_without_a_lower_one
