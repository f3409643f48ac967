with

events as (

    select events.*

    from {{ ref('int_credit_events') }} as events

    left join {{ ref('int_credit_allocations_validated') }} as refused
        on
            events.event_rank = 2
            and events.event_id = refused.allocation_id
            and refused.rejection_reason is not null

    where refused.allocation_id is null

),

-- a customer has credit once it was given some, a pool is what a reseller gives it from
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

-- of a customer's credit charges use and confirmations give back; of a pool, what is
-- given to customers and what is confirmed is no longer there to give
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

credit_entries_posted as (

    select
        account_id,
        credit_kind,
        row_number() over account_so_far as entry_number,
        event_kind,
        occurred_at,
        event_id,
        event_cost,
        allocated_cost - used_cost as movement_cost,
        cast(sum(allocated_cost) over account_so_far as decimal(38, 8))
            as allocated_cost,
        cast(sum(used_cost) over account_so_far as decimal(38, 8)) as used_cost,
        cast(
            sum(allocated_cost - used_cost) over account_so_far as decimal(38, 8)
        ) as available_cost

    from entries
    window
        account_so_far as (
            partition by account_id
            order by occurred_at, event_rank, event_id
            rows between unbounded preceding and current row
        )

)

select * from credit_entries_posted
