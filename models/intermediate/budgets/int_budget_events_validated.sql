with

budget_events as (

    select *
    from
        {{
        referenced_records(
            'budget_events',
            ['set_by_account_id', 'customer_account_id']
        )
    }} as budget_events_referenced

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        parent_account_id,
        case when depth > 0 then distributor_account_id end as topmost_account_id

    from {{ ref('int_account_paths') }}

),

permissions as (

    select * from {{ ref('int_permissions') }}
    where permission = 'set_budget'

),

budget_events_validated as (

    select
        budget_events.*,
        case
            when budget_events.reference_reason is not null
                then budget_events.reference_reason
            when budget_events.action = 'set' and budget_events.amount is null
                then 'missing_amount'
            when budget_events.set_by_account_id = paths.topmost_account_id then null
            when permissions.account_id is null then 'no_permission'
        end as rejection_reason

    from budget_events

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
