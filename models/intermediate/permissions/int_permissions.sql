with

grants as (

    select
        made_by_account_id as granted_by_account_id,
        account_id,
        permission,
        action,
        occurred_at as valid_from,
        lead(occurred_at, 1, {{ end_of_time() }}) over (
            partition by made_by_account_id, account_id, permission
            order by occurred_at, control_event_id
        ) as valid_to

    from {{ ref('int_account_control_events_joined') }}
    where
        reason_without_permission is null
        and action in ('grant_permission', 'revoke_permission')

),

permissions as (

    select
        granted_by_account_id,
        account_id,
        permission,
        valid_from,
        valid_to

    from grants
    where action = 'grant_permission' and valid_from < valid_to

)

select * from permissions
