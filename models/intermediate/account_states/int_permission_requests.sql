{{ config(materialized='view') }}

with

events as (

    select *

    from {{ ref('int_account_control_events_validated') }}
    where rejection_reason is null

),

requests as (

    select
        control_event_id,
        account_id,
        request_id,
        case action
            when 'request_budget' then 'budget_requested'
            else 'freeze_requested'
        end as state,
        occurred_at as valid_from

    from events
    where action in ('request_budget', 'request_freeze')

),

answers as (

    select
        request_id,
        case action when 'accept_request' then 'accepted' else 'declined' end
            as decision,
        occurred_at as answered_at,
        control_event_id

    from events
    where action in ('accept_request', 'decline_request')

),

-- the first answer decides
requests_with_answers as (

    select
        requests.*,
        answers.decision,
        coalesce(answers.answered_at, {{ end_of_time() }}) as valid_to,
        row_number() over (
            partition by requests.control_event_id
            order by answers.answered_at, answers.control_event_id
        ) as answer_number

    from requests

    left join answers
        on
            requests.request_id = answers.request_id
            and requests.valid_from <= answers.answered_at

),

permission_requests as (

    select
        control_event_id,
        account_id,
        request_id,
        state,
        decision,
        valid_from,
        valid_to

    from requests_with_answers
    where answer_number = 1

)

select * from permission_requests
