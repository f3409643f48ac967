-- The confirmed cost of all issued bills is the sum of the accepted confirmations
-- (rules 9.1).
-- If it fails, a confirmation counts for no bill, or for two.
-- It does not say which party may confirm.
with

accepted as (

    select
        confirmed_by_account_id as seller_account_id,
        customer_account_id as buyer_account_id,
        billing_month,
        sum(confirmed_cost) as confirmed_cost

    from {{ ref('int_bill_confirmations_validated') }}
    where rejection_reason is null
    group by confirmed_by_account_id, customer_account_id, billing_month

),

statuses as (

    select
        seller_account_id,
        buyer_account_id,
        billing_month,
        confirmed_cost

    from {{ ref('bill_confirmation_status') }}
    where confirmed_cost != 0

),

bills_that_differ as (

    select
        coalesce(accepted.seller_account_id, statuses.seller_account_id)
            as seller_account_id,
        coalesce(accepted.buyer_account_id, statuses.buyer_account_id)
            as buyer_account_id,
        coalesce(accepted.billing_month, statuses.billing_month) as billing_month,
        accepted.confirmed_cost as accepted_cost,
        statuses.confirmed_cost as status_cost

    from accepted

    full outer join statuses
        on
            accepted.seller_account_id = statuses.seller_account_id
            and accepted.buyer_account_id = statuses.buyer_account_id
            and accepted.billing_month = statuses.billing_month

    where coalesce(accepted.confirmed_cost, 0) != coalesce(statuses.confirmed_cost, 0)

)

select * from bills_that_differ
