with

account_control_events as (

    select *
    from
        {{
        referenced_records(
            'account_control_events',
            ['made_by_account_id', 'account_id']
        )
    }} as account_control_events_referenced

),

account_control_events_checked as (

    select
        *,
        reference_reason as rejection_reason

    from account_control_events

)

select * from account_control_events_checked
