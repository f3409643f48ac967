{{ config(materialized='view') }}

with

credit_ledger as (

    select
        account_id,
        credit_kind,
        entry_number,
        event_kind,
        event_id,
        occurred_at,
        event_cost,
        cast(available_cost - movement_cost as decimal(38, 8)) as opening_cost,
        cast(movement_cost as decimal(38, 8)) as movement_cost,
        available_cost as closing_cost,
        allocated_cost,
        used_cost,
        available_cost,
        currency_code

    from {{ ref('int_credit_entries') }}

)

select * from credit_ledger
