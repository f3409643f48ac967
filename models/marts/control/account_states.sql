with

states as (

    select
        account_id,
        state,
        valid_from,
        valid_to,
        cast(null as {{ type_text() }}) as request_event_id,
        cast(null as {{ type_text() }}) as request_id,
        cast(null as {{ type_text() }}) as decision

    from {{ ref('int_account_states') }}

    union all

    select
        account_id,
        state,
        valid_from,
        valid_to,
        cast(null as {{ type_text() }}) as request_event_id,
        cast(null as {{ type_text() }}) as request_id,
        cast(null as {{ type_text() }}) as decision

    from {{ ref('int_exhausted_budgets') }}

    union all

    select
        account_id,
        state,
        valid_from,
        valid_to,
        control_event_id as request_event_id,
        request_id,
        decision

    from {{ ref('int_permission_requests') }}

),

account_states as (

    select
        states.account_id,
        states.state,
        states.valid_from,
        case when states.valid_to < {{ end_of_time() }} then states.valid_to end
            as valid_to,
        states.valid_to > clock.now_at as is_in_force_now,
        states.request_event_id,
        states.request_id,
        states.decision

    from states

    inner join {{ ref('int_as_of') }} as clock
        on states.valid_from <= clock.now_at

)

select * from account_states
