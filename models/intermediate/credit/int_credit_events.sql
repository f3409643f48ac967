with

clock as (

    select now_at

    from {{ ref('int_as_of') }}

),

allocations as (

    select allocations.*

    from {{ ref('int_credit_allocations_joined') }} as allocations

    inner join clock
        on allocations.allocated_at <= clock.now_at

    where allocations.party_reason is null

),

-- a customer without a limit needs no credit account: its charges are not read
customers as (

    select
        allocations.account_id,
        accounts.currency_code

    from allocations

    inner join {{ ref('int_accounts_validated') }} as accounts
        on allocations.account_id = accounts.account_id

    where allocations.allocation_kind = 'customer'
    group by allocations.account_id, accounts.currency_code

),

charges as (

    select
        legs.buyer_account_id as account_id,
        legs.seller_account_id as manager_account_id,
        legs.charge_id,
        legs.transaction_at,
        legs.pretax_cost

    from {{ ref('int_charge_legs') }} as legs

    inner join customers
        on
            legs.buyer_account_id = customers.account_id
            and legs.currency_code = customers.currency_code

    inner join clock
        on legs.transaction_at <= clock.now_at

    where
        legs.leg_kind in ('bill_b', 'direct')
        and {{ has_records(ref('int_credit_allocations_joined')) }}

),

confirmations as (

    select confirmations.*

    from {{ ref('int_bill_confirmations_validated') }} as confirmations

    inner join clock
        on confirmations.confirmed_at <= clock.now_at

    where confirmations.rejection_reason is null

),

-- at one instant charges come first, then allocations, then confirmations (rules 9.2)
events as (

    select
        account_id,
        manager_account_id,
        'charge' as event_kind,
        1 as event_rank,
        transaction_at as occurred_at,
        charge_id as event_id,
        pretax_cost as event_cost,
        pretax_cost as used_cost,
        false as is_limited

    from charges

    union all

    select
        account_id,
        granted_by_account_id as manager_account_id,
        allocation_kind || '_allocation' as event_kind,
        2 as event_rank,
        allocated_at as occurred_at,
        allocation_id as event_id,
        cast(amount as decimal(38, 8)) as event_cost,
        cast(0 as decimal(38, 8)) as used_cost,
        is_limited

    from allocations

    union all

    select
        customer_account_id as account_id,
        confirmed_by_account_id as manager_account_id,
        'confirmation' as event_kind,
        3 as event_rank,
        confirmed_at as occurred_at,
        confirmation_id as event_id,
        confirmed_cost as event_cost,
        -confirmed_cost as used_cost,
        is_limited

    from confirmations

),

credit_events as (

    select
        account_id,
        manager_account_id,
        event_kind,
        event_rank,
        occurred_at,
        event_id,
        event_cost,
        cast(
            sum(used_cost) over (
                partition by account_id
                order by occurred_at, event_rank, event_id
                rows between unbounded preceding and current row
            ) as decimal(38, 8)
        ) as used_cost,
        coalesce(is_limited, false) as is_limited

    from events

)

select * from credit_events
