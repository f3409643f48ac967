with

credit_alerts as (

    select
        alerts.account_id,
        alerts.threshold_percent,
        alerts.alert_date,
        alerts.alerted_at,
        alerts.event_id,
        alerts.allocated_cost,
        alerts.available_cost,
        paths.reseller_account_id,
        accounts.currency_code

    from {{ ref('int_credit_alerts') }} as alerts

    inner join {{ ref('int_accounts_validated') }} as accounts
        on alerts.account_id = accounts.account_id

    left join {{ ref('int_account_paths') }} as paths
        on
            alerts.account_id = paths.account_id
            and {{ is_in_force('paths', 'alerts.alerted_at') }}

)

select * from credit_alerts
