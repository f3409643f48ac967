with

events as (

    select
        *,
        case
            when action in ('freeze_account', 'unfreeze_account')
                then 'freeze_account'
            when action in ('freeze_resources', 'unfreeze_resources')
                then 'freeze_resources'
        end as needed_permission

    from {{ ref('int_account_control_events_joined') }}

),

permissions as (

    select * from {{ ref('int_permissions') }}

),

-- with a permission of the topmost partner a reseller freezes its own customers only
account_control_events_validated as (

    select
        events.*,
        coalesce(
            events.reason_without_permission,
            case
                when events.needed_permission is null then null
                when events.made_by_account_id = events.topmost_account_id then null
                when permissions.account_id is null then 'no_permission'
            end
        ) as rejection_reason

    from events

    left join permissions
        on
            events.topmost_account_id = permissions.granted_by_account_id
            and events.made_by_account_id = permissions.account_id
            and events.made_by_account_id = events.parent_account_id
            and events.needed_permission = permissions.permission
            and {{ is_in_force('permissions', 'events.occurred_at') }}

)

select * from account_control_events_validated
