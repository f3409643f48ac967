with

events as (

    select *

    from {{ ref('int_account_control_events_validated') }}
    where rejection_reason is null

),

freezes as (

    select
        account_id,
        control_event_id,
        occurred_at,
        case
            when action in ('freeze_account', 'unfreeze_account')
                then 'account_frozen'
            when action in ('freeze_resources', 'unfreeze_resources')
                then 'resources_frozen'
            else 'pay_per_use_restricted'
        end as state,
        action in ('freeze_account', 'freeze_resources', 'restrict_pay_per_use')
            as is_on

    from events
    where
        action in (
            'freeze_account',
            'unfreeze_account',
            'freeze_resources',
            'unfreeze_resources',
            'restrict_pay_per_use',
            'allow_pay_per_use'
        )

),

-- a second freeze changes nothing
freezes_with_previous as (

    select
        *,
        lag(is_on, 1, false) over (
            partition by account_id, state
            order by occurred_at, control_event_id
        ) as was_on

    from freezes

),

freeze_changes as (

    select
        account_id,
        state,
        is_on,
        occurred_at as valid_from,
        lead(occurred_at, 1, {{ end_of_time() }}) over (
            partition by account_id, state
            order by occurred_at, control_event_id
        ) as valid_to

    from freezes_with_previous
    where is_on != was_on

),

-- a customer newly bound to a second-level reseller waits for a budget and an unfreeze
bindings as (

    select
        bindings.account_id,
        bindings.bound_at,
        held.valid_from as held_from,
        held.valid_to as held_to,
        min(budget_events.occurred_at) as budget_set_at,
        min(events.occurred_at) as unfrozen_at

    from {{ ref('int_account_bindings_validated') }} as bindings

    inner join {{ ref('int_account_parents') }} as held
        on
            bindings.binding_id = held.binding_id
            and not held.is_partner

    inner join {{ ref('int_account_chains') }} as parents
        on
            bindings.parent_account_id = parents.account_id
            and {{ is_in_force('parents', 'bindings.bound_at') }}
            and parents.is_partner
            and parents.depth > 0

    left join {{ ref('int_budget_events_validated') }} as budget_events
        on
            bindings.account_id = budget_events.customer_account_id
            and bindings.bound_at <= budget_events.occurred_at
            and budget_events.action = 'set'
            and budget_events.rejection_reason is null

    left join events
        on
            bindings.account_id = events.account_id
            and bindings.bound_at <= events.occurred_at
            and events.action = 'unfreeze_account'

    where bindings.rejection_reason is null
    group by bindings.account_id, bindings.bound_at, held.valid_from, held.valid_to

),

state_intervals as (

    select
        account_id,
        state,
        valid_from,
        valid_to

    from freeze_changes
    where is_on and valid_from < valid_to

    union all

    select
        account_id,
        'newly_associated' as state,
        held_from as valid_from,
        least(
            held_to,
            greatest(
                coalesce(budget_set_at, {{ end_of_time() }}),
                coalesce(unfrozen_at, {{ end_of_time() }})
            )
        ) as valid_to

    from bindings
    where
        held_from < greatest(
            coalesce(budget_set_at, {{ end_of_time() }}),
            coalesce(unfrozen_at, {{ end_of_time() }})
        )

),

-- an interval is one row: what meets or follows at once is one
intervals_with_previous as (

    select
        *,
        max(valid_to) over (
            partition by account_id, state
            order by valid_from, valid_to
            rows between unbounded preceding and 1 preceding
        ) as previous_to

    from state_intervals

),

intervals_numbered as (

    select
        *,
        count_if(previous_to is null or previous_to < valid_from) over (
            partition by account_id, state
            order by valid_from, valid_to
            rows between unbounded preceding and current row
        ) as interval_number

    from intervals_with_previous

),

account_states as (

    select
        account_id,
        state,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to

    from intervals_numbered
    group by account_id, state, interval_number

)

select * from account_states
