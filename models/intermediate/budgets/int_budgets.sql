with

budget_events as (

    select
        customer_account_id,
        budget_event_id,
        set_by_account_id,
        budget_type,
        action,
        cast(amount as decimal(38, 2)) as budget_amount,
        occurred_at as valid_from,
        lead(occurred_at, 1, {{ end_of_time() }}) over (
            partition by customer_account_id
            order by occurred_at, budget_event_id
        ) as valid_to

    from {{ ref('int_budget_events_validated') }}
    where rejection_reason is null

),

budgets as (

    select
        budget_events.customer_account_id,
        budget_events.budget_event_id,
        budget_events.set_by_account_id,
        budget_events.budget_type,
        budget_events.budget_amount,
        accounts.currency_code,
        budget_events.valid_from,
        budget_events.valid_to

    from budget_events

    inner join {{ ref('int_accounts_validated') }} as accounts
        on budget_events.customer_account_id = accounts.account_id

    where
        budget_events.action = 'set'
        and budget_events.valid_from < budget_events.valid_to

)

select * from budgets
