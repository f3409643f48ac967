-- What is confirmed of all issued bills is what the accepted confirmations say.
-- If it fails, a confirmation counts for no bill, or for two.
-- It does not say who may confirm.
with

said as (

    select
        confirmed_by_account_id as seller_account_id,
        customer_account_id as buyer_account_id,
        billing_month,
        sum(confirmed_cost) as confirmed_cost

    from {{ ref('int_bill_confirmations_validated') }}
    where rejection_reason is null
    group by confirmed_by_account_id, customer_account_id, billing_month

),

shown as (

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
        coalesce(said.seller_account_id, shown.seller_account_id)
            as seller_account_id,
        coalesce(said.buyer_account_id, shown.buyer_account_id) as buyer_account_id,
        coalesce(said.billing_month, shown.billing_month) as billing_month,
        said.confirmed_cost as said_cost,
        shown.confirmed_cost as shown_cost

    from said

    full outer join shown
        on
            said.seller_account_id = shown.seller_account_id
            and said.buyer_account_id = shown.buyer_account_id
            and said.billing_month = shown.billing_month

    where coalesce(said.confirmed_cost, 0) != coalesce(shown.confirmed_cost, 0)

)

select * from bills_that_differ
