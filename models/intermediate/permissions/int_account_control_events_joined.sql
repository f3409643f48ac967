{{ config(materialized='view') }}

with

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

events as (

    select
        current_records.*,
        makers.account_id is null or accounts.account_id is null
            as has_unknown_account

    from {{ current_records('account_control_events') }} as current_records

    left join accounts as makers
        on current_records.made_by_account_id = makers.account_id

    left join accounts
        on current_records.account_id = accounts.account_id

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        parent_account_id,
        is_partner,
        case when depth > 0 then distributor_account_id end as topmost_account_id

    from {{ ref('int_account_chains') }}

),

requests as (

    select
        request_id,
        min(occurred_at) as requested_at

    from events
    where
        not has_unknown_account
        and action in ('request_budget', 'request_freeze')
    group by request_id

),

-- what only the topmost partner may do, with or without granted permissions
account_control_events_joined as (

    select
        events.*,
        paths.parent_account_id,
        paths.topmost_account_id,
        case
            when events.has_unknown_account then 'unknown_account'
            when
                events.action = 'grant_permission'
                and not coalesce(paths.is_partner, false)
                then 'not_a_partner'
            when events.action = 'grant_permission' and events.permission is null
                then 'missing_permission'
            when
                events.action in (
                    'restrict_pay_per_use',
                    'allow_pay_per_use',
                    'grant_permission',
                    'revoke_permission',
                    'accept_request',
                    'decline_request'
                )
                and events.made_by_account_id
                != coalesce(paths.topmost_account_id, '')
                then 'no_permission'
            when
                events.action in ('accept_request', 'decline_request')
                and requests.request_id is null
                then 'unknown_request'
        end as reason_without_permission

    from events

    left join paths
        on
            events.account_id = paths.account_id
            and {{ is_in_force('paths', 'events.occurred_at') }}

    left join requests
        on
            events.request_id = requests.request_id
            and events.occurred_at >= requests.requested_at

)

select * from account_control_events_joined
