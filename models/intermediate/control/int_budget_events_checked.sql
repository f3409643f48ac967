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

budget_events_checked as (

    select
        *,
        reference_reason as rejection_reason

    from budget_events

)

select * from budget_events_checked
