{{ config(materialized='view') }}

with

entries as (

    select * from {{ ref('int_credit_entries') }}

),

accounts as (

    select
        account_id,
        currency_code

    from {{ ref('int_accounts_validated') }}

),

credit_ledger as (

    select
        entries.account_id,
        entries.credit_kind,
        entries.entry_number,
        entries.event_kind,
        entries.event_id,
        entries.occurred_at,
        entries.event_cost,
        cast(entries.available_cost - entries.movement_cost as decimal(38, 8))
            as opening_cost,
        cast(entries.movement_cost as decimal(38, 8)) as movement_cost,
        entries.available_cost as closing_cost,
        entries.allocated_cost,
        entries.used_cost,
        entries.available_cost,
        accounts.currency_code

    from entries

    inner join accounts
        on entries.account_id = accounts.account_id

)

select * from credit_ledger
