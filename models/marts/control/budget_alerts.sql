with

alerts as (

    select * from {{ ref('int_budget_alerts') }}

),

partners as (

    select
        legs.charge_id,
        legs.distributor_account_id,
        legs.reseller_account_id

    from {{ ref('int_charge_legs') }} as legs

    inner join alerts
        on legs.charge_id = alerts.charge_id

    where legs.leg_number = 1

),

-- the distributor and the reseller of the charge: one row if they are the same
recipients as (

    select
        charge_id,
        distributor_account_id as recipient_account_id

    from partners
    where distributor_account_id is not null

    union

    select
        charge_id,
        reseller_account_id as recipient_account_id

    from partners
    where reseller_account_id is not null

),

budget_alerts as (

    select
        alerts.customer_account_id,
        alerts.billing_month,
        alerts.threshold_percent,
        recipients.recipient_account_id,
        alerts.alerted_at,
        alerts.charge_id,
        alerts.budget_amount,
        alerts.used_cost,
        {{ percent_of('alerts.used_cost', 'alerts.budget_amount') }} as used_percent,
        alerts.currency_code

    from alerts

    inner join recipients
        on alerts.charge_id = recipients.charge_id

)

select * from budget_alerts
