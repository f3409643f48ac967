-- Every ledger of credit starts at 0, each entry opens with the closing balance of the
-- entry before it, and the last one closes with the balance of the account.
-- If it fails, an entry is missing, doubled or out of order.
-- It does not say that an entry's amount is right.
{{ config(tags=['deep']) }}

with

entries as (

    select
        account_id,
        entry_number,
        opening_cost,
        closing_cost,
        lag(closing_cost, 1, 0) over (
            partition by account_id order by entry_number
        ) as previous_cost,
        lag(occurred_at) over (
            partition by account_id order by entry_number
        ) as previous_at,
        occurred_at,
        lead(entry_number) over (
            partition by account_id order by entry_number
        ) is null as is_last

    from {{ ref('credit_ledger') }}

),

accounts as (

    select
        account_id,
        available_cost

    from {{ ref('customer_credit') }}

),

entries_that_do_not_roll as (

    select
        coalesce(entries.account_id, accounts.account_id) as account_id,
        entries.entry_number,
        entries.opening_cost,
        entries.previous_cost,
        entries.closing_cost,
        accounts.available_cost

    from entries

    full outer join accounts
        on
            entries.account_id = accounts.account_id
            and entries.is_last

    where
        (entries.is_last is null and accounts.account_id is not null)
        or (entries.is_last and accounts.account_id is null)
        or (entries.is_last and entries.closing_cost != accounts.available_cost)
        or entries.opening_cost != entries.previous_cost
        or entries.occurred_at < entries.previous_at

)

select * from entries_that_do_not_roll
