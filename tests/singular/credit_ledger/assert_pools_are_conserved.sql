-- At every instant the pool that a distributor gave to a reseller is what the reseller
-- gave to customers, plus what it confirmed, plus what it can still give (rules 11.4).
-- If it fails, credit was made or lost between the pool and the customers.
-- It does not say that an event was allowed.
with

events as (

    select
        account_id,
        allocated_at as occurred_at,
        amount as given_cost,
        0 as taken_cost

    from {{ ref('int_credit_allocations_validated') }}
    where rejection_reason is null and allocation_kind = 'pool'

    union all

    select
        granted_by_account_id as account_id,
        allocated_at as occurred_at,
        0 as given_cost,
        amount as taken_cost

    from {{ ref('int_credit_allocations_validated') }}
    where rejection_reason is null and allocation_kind = 'customer'

    union all

    select
        confirmed_by_account_id as account_id,
        confirmed_at as occurred_at,
        0 as given_cost,
        confirmed_cost as taken_cost

    from {{ ref('int_bill_confirmations_validated') }}
    where rejection_reason is null

),

instants as (

    select
        account_id,
        occurred_at,
        max(entry_number) as entry_number

    from {{ ref('credit_ledger') }}
    where credit_kind = 'pool'
    group by account_id, occurred_at

),

then_summed as (

    select
        instants.account_id,
        instants.occurred_at,
        instants.entry_number,
        sum(events.given_cost) as given_cost,
        sum(events.taken_cost) as taken_cost

    from instants

    left join events
        on
            instants.account_id = events.account_id
            and instants.occurred_at >= events.occurred_at

    group by instants.account_id, instants.occurred_at, instants.entry_number

),

pools_not_conserved as (

    select
        then_summed.*,
        ledger.available_cost

    from then_summed

    inner join {{ ref('credit_ledger') }} as ledger
        on
            then_summed.account_id = ledger.account_id
            and then_summed.entry_number = ledger.entry_number

    where
        coalesce(then_summed.given_cost, 0)
        != coalesce(then_summed.taken_cost, 0) + ledger.available_cost

)

select * from pools_not_conserved
