{{ config(materialized='view') }}

with

postings as (

    select * from {{ ref('int_account_postings') }}
    where posting_kind != 'invoice'

),

-- the bill last posted before a payment is the one it answers
posted_payments as (

    select
        payments.posting_id,
        payments.posting_kind,
        payments.payment_id,
        payments.seller_account_id,
        payments.buyer_account_id,
        payments.channel_code,
        payments.occurred_at,
        payments.posted_at,
        payments.posted_date,
        payments.posted_cost as payment_cost,
        payments.failure_code,
        payments.memo,
        invoices.posting_id as invoice_id,
        payments.currency_code

    from postings as payments

    left join {{ ref('int_account_postings') }} as invoices
        on
            invoices.posting_kind = 'invoice'
            and payments.seller_account_id = invoices.seller_account_id
            and payments.buyer_account_id = invoices.buyer_account_id
            and payments.currency_code = invoices.currency_code
            and payments.statement_number - 1 = invoices.statement_number

)

select * from posted_payments
