with

charges as (

    select budget_usage.*

    from {{ ref('int_budget_usage') }} as budget_usage

    inner join {{ ref('int_as_of') }} as clock
        on budget_usage.occurred_at <= clock.now_at

    where
        budget_usage.event_kind = 'charge'
        and budget_usage.budget_event_id is not null

),

thresholds as (

    select threshold_percent

    from {{ ref('alert_thresholds') }}
    where alert_kind = 'budget_used'

),

charges_at_threshold as (

    select
        charges.*,
        thresholds.threshold_percent,
        row_number() over (
            partition by
                charges.customer_account_id,
                charges.billing_month,
                thresholds.threshold_percent
            order by charges.occurred_at, charges.event_id, charges.line_place
        ) as reached_number

    from charges

    inner join thresholds
        on {{ budget_is_reached('charges', 'thresholds.threshold_percent') }}

),

-- a threshold alerts once a month
alerts as (

    select * from charges_at_threshold
    where reached_number = 1

),

-- one row if the distributor and the reseller of the charge are the same
recipients as (

    select
        customer_account_id,
        billing_month,
        threshold_percent,
        distributor_account_id as recipient_account_id

    from alerts
    where distributor_account_id is not null

    union

    select
        customer_account_id,
        billing_month,
        threshold_percent,
        reseller_account_id as recipient_account_id

    from alerts
    where reseller_account_id is not null

),

budget_alerts as (

    select
        alerts.customer_account_id,
        alerts.billing_month,
        alerts.threshold_percent,
        recipients.recipient_account_id,
        alerts.occurred_at as alerted_at,
        alerts.event_id as charge_id,
        alerts.budget_amount,
        alerts.used_cost,
        {{ percent_of('alerts.used_cost', 'alerts.budget_amount') }} as used_percent,
        alerts.currency_code

    from alerts

    inner join recipients
        on
            alerts.customer_account_id = recipients.customer_account_id
            and alerts.billing_month = recipients.billing_month
            and alerts.threshold_percent = recipients.threshold_percent

)

select * from budget_alerts
