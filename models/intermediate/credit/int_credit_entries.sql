with

events as (

    select events.*

    from {{ ref('int_credit_events') }} as events

    left join {{ ref('int_credit_allocations_validated') }} as rejected
        on
            events.event_rank = 2
            and events.event_id = rejected.allocation_id
            and rejected.rejection_reason is not null

    where rejected.allocation_id is null

),

accounts as (

    select * from {{ ref('int_accounts_validated') }}

),

-- a customer has a credit account once it was given credit; a reseller has a pool once
-- it was given one, or once it gave credit that only a pool can give
customers as (

    select account_id

    from events
    where event_kind = 'customer_allocation'
    group by account_id

),

resellers as (

    select account_id

    from events
    where event_kind = 'pool_allocation'

    union

    select manager_account_id as account_id

    from events
    where is_limited

),

-- charges use a customer's credit and confirmations return it; what a reseller gives to
-- customers and what it confirms uses its pool
entries as (

    select
        events.account_id,
        'customer' as credit_kind,
        events.event_kind,
        events.event_rank,
        events.occurred_at,
        events.event_id,
        events.event_cost,
        case
            when events.event_kind = 'customer_allocation' then events.event_cost
            else cast(0 as decimal(38, 8))
        end as allocated_cost,
        case events.event_kind
            when 'charge' then events.event_cost
            when 'confirmation' then -events.event_cost
            else cast(0 as decimal(38, 8))
        end as used_cost

    from events

    inner join customers
        on events.account_id = customers.account_id

    union all

    select
        resellers.account_id,
        'pool' as credit_kind,
        events.event_kind,
        events.event_rank,
        events.occurred_at,
        events.event_id,
        events.event_cost,
        case
            when events.event_kind = 'pool_allocation' then events.event_cost
            else cast(0 as decimal(38, 8))
        end as allocated_cost,
        case
            when events.event_kind = 'pool_allocation' then cast(0 as decimal(38, 8))
            else events.event_cost
        end as used_cost

    from events

    inner join resellers
        on
            resellers.account_id
            = case events.event_kind
                when 'pool_allocation' then events.account_id
                else events.manager_account_id
            end

    where events.event_kind != 'charge'

),

credit_entries as (

    select
        entries.account_id,
        entries.credit_kind,
        row_number() over account_so_far as entry_number,
        entries.event_kind,
        entries.occurred_at,
        entries.event_id,
        entries.event_cost,
        entries.allocated_cost - entries.used_cost as movement_cost,
        cast(sum(entries.allocated_cost) over account_so_far as decimal(38, 8))
            as allocated_cost,
        cast(sum(entries.used_cost) over account_so_far as decimal(38, 8)) as used_cost,
        cast(
            sum(entries.allocated_cost - entries.used_cost) over account_so_far
            as decimal(38, 8)
        ) as available_cost,
        accounts.currency_code

    from entries

    inner join accounts
        on entries.account_id = accounts.account_id

    window
        account_so_far as (
            partition by entries.account_id
            order by entries.occurred_at, entries.event_rank, entries.event_id
            rows between unbounded preceding and current row
        )

)

select * from credit_entries
