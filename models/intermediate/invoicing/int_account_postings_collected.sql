{{ config(materialized='view') }}

with

-- the act that first issued the month, once it is known
issues as (

    select
        seller_account_id,
        billing_month,
        min_by(
            greatest(issued_at, recorded_at), (issued_at, version)
        ) as posted_at

    from {{ ref('int_bill_issues_validated') }}
    where rejection_reason is null
    group by seller_account_id, billing_month

),

invoices as (

    select
        'invoice' as posting_kind,
        {{ md5_text(
            "'invoice|' || bills.leg_kind || '|' || bills.seller_account_id || '|'"
            " || bills.buyer_account_id || '|' || cast(bills.billing_month as varchar(10))"
            " || '|' || bills.currency_code"
        ) }} as posting_id,
        bills.leg_kind,
        bills.billing_month,
        cast(null as {{ type_text() }}) as payment_id,
        bills.seller_account_id,
        bills.buyer_account_id,
        bills.currency_code,
        cast(bills.billed_amount as decimal(38, 8)) as posted_cost,
        cast(null as {{ type_text() }}) as failure_code,
        cast(null as {{ type_text() }}) as memo,
        issues.posted_at as occurred_at,
        issues.posted_at

    from {{ ref('int_bill_statements') }} as bills

    inner join issues
        on
            bills.seller_account_id = issues.seller_account_id
            and bills.billing_month = issues.billing_month

    where bills.state = 'issued'

),

-- a payment that is restated is another posting: its content is in its id
payments as (

    select
        case when status = 'failed' then 'payment_failure' else payment_kind end
            as posting_kind,
        {{ md5_text(
            "status || '|' || payment_kind || '|' || payment_id || '|'"
            " || payee_account_id || '|' || account_id || '|' || currency_code || '|'"
            " || cast(amount as varchar(40))"
        ) }} as posting_id,
        cast(null as {{ type_text() }}) as leg_kind,
        cast(null as date) as billing_month,
        payment_id,
        payee_account_id as seller_account_id,
        account_id as buyer_account_id,
        currency_code,
        cast(amount as decimal(38, 8)) as posted_cost,
        failure_code,
        memo,
        occurred_at,
        greatest(occurred_at, recorded_at) as posted_at

    from {{ ref('int_payments_validated') }}
    where rejection_reason is null

),

account_postings_collected as (

    select * from invoices
    union all
    select * from payments

)

select * from account_postings_collected
