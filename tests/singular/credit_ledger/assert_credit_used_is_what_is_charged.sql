-- The used credit of a customer is what its bills charge before tax, less what was
-- confirmed, in its own currency and up to the as-of timestamp (rules 9.2).
-- If it fails, a charge or a confirmation is missing from the ledger.
-- It does not say what the customer may still use.
{{ config(tags=['deep']) }}

with

customers as (

    select
        customer_credit.account_id,
        customer_credit.used_cost,
        accounts.currency_code

    from {{ ref('customer_credit') }} as customer_credit

    inner join {{ ref('dim_accounts') }} as accounts
        on customer_credit.account_id = accounts.account_id

    where customer_credit.credit_kind = 'customer'

),

charged as (

    select
        legs.buyer_account_id as account_id,
        sum(legs.pretax_cost) as charged_cost

    from {{ ref('fct_rated_legs') }} as legs

    inner join customers
        on
            legs.buyer_account_id = customers.account_id
            and legs.currency_code = customers.currency_code

    inner join {{ ref('int_as_of') }} as clock
        on legs.transaction_at <= clock.now_at

    where legs.leg_kind in ('bill_b', 'direct')
    group by legs.buyer_account_id

),

confirmed as (

    select
        confirmations.customer_account_id as account_id,
        sum(confirmations.confirmed_cost) as confirmed_cost

    from {{ ref('int_bill_confirmations_validated') }} as confirmations

    inner join {{ ref('int_as_of') }} as clock
        on confirmations.confirmed_at <= clock.now_at

    where confirmations.rejection_reason is null
    group by confirmations.customer_account_id

),

customers_that_differ as (

    select
        customers.account_id,
        customers.used_cost,
        charged.charged_cost,
        confirmed.confirmed_cost

    from customers

    left join charged
        on customers.account_id = charged.account_id

    left join confirmed
        on customers.account_id = confirmed.account_id

    where
        customers.used_cost
        != coalesce(charged.charged_cost, 0) - coalesce(confirmed.confirmed_cost, 0)

)

select * from customers_that_differ
