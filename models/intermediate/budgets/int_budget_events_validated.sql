with

budget_events as (

    select * from {{ current_records('budget_events') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        parent_account_id,
        case when depth > 0 then distributor_account_id end as topmost_account_id

    from {{ ref('int_account_chains') }}

),

permissions as (

    select * from {{ ref('int_permissions') }}
    where permission = 'set_budget'

),

budget_events_validated as (

    select
        budget_events.*,
        case
            when setters.account_id is null or customers.account_id is null
                then 'unknown_account'
            when budget_events.action = 'set' and budget_events.amount is null
                then 'missing_amount'
            when budget_events.set_by_account_id = paths.topmost_account_id then null
            when permissions.account_id is null then 'no_permission'
        end as rejection_reason

    from budget_events

    left join accounts as setters
        on budget_events.set_by_account_id = setters.account_id

    left join accounts as customers
        on budget_events.customer_account_id = customers.account_id

    left join paths
        on
            budget_events.customer_account_id = paths.account_id
            and {{ is_in_force('paths', 'budget_events.occurred_at') }}

    left join permissions
        on
            paths.topmost_account_id = permissions.granted_by_account_id
            and budget_events.set_by_account_id = permissions.account_id
            and budget_events.set_by_account_id = paths.parent_account_id
            and {{ is_in_force('permissions', 'budget_events.occurred_at') }}

)

select * from budget_events_validated
