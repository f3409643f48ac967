with

bills as (

    select * from {{ ref('int_bill_statements') }}
    where leg_kind = 'bill_b' and state = 'issued'

),

confirmations as (

    select
        confirmed_by_account_id,
        customer_account_id,
        billing_month,
        sum(confirmed_cost) as confirmed_cost,
        max(confirmed_at) as confirmed_at

    from {{ ref('int_bill_confirmations_validated') }}
    where rejection_reason is null
    group by confirmed_by_account_id, customer_account_id, billing_month

),

bills_with_confirmed_cost as (

    select
        bills.seller_account_id,
        bills.buyer_account_id,
        bills.billing_month,
        bills.billed_amount,
        bills.billed_amount + bills.carried_in_amount as asked_amount,
        coalesce(confirmations.confirmed_cost, cast(0 as decimal(38, 8)))
            as confirmed_cost,
        confirmations.confirmed_at,
        months.issued_at,
        bills.currency_code

    from bills

    inner join {{ ref('int_accounts_validated') }} as accounts
        on
            bills.buyer_account_id = accounts.account_id
            and bills.currency_code = accounts.currency_code

    inner join {{ ref('int_billing_months') }} as months
        on
            bills.seller_account_id = months.seller_account_id
            and bills.billing_month = months.billing_month

    left join confirmations
        on
            bills.seller_account_id = confirmations.confirmed_by_account_id
            and bills.buyer_account_id = confirmations.customer_account_id
            and bills.billing_month = confirmations.billing_month

),

bill_confirmation_status as (

    select
        seller_account_id,
        buyer_account_id,
        billing_month,
        case
            when asked_amount <= 0 then 'nothing_to_confirm'
            when confirmed_cost >= asked_amount then 'confirmed'
            when confirmed_cost > 0 then 'partly_confirmed'
            else 'open'
        end as status,
        billed_amount,
        cast(confirmed_cost as decimal(38, 8)) as confirmed_cost,
        cast(asked_amount - confirmed_cost as decimal(38, 8)) as open_cost,
        issued_at,
        confirmed_at as last_confirmed_at,
        currency_code

    from bills_with_confirmed_cost

)

select * from bill_confirmation_status
