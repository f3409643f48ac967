{{ config(materialized='view') }}

with

postings as (

    select * from {{ ref('int_account_postings') }}

),

-- a statement runs from the bill before to its own
statements_rolled as (

    select
        seller_account_id,
        buyer_account_id,
        currency_code,
        statement_number,
        max(case when posting_kind = 'invoice' then posting_id end) as invoice_id,
        max(case when posting_kind = 'invoice' then channel_code end) as channel_code,
        max(case when posting_kind = 'invoice' then billing_month end)
            as billing_month,
        max(case when posting_kind = 'invoice' then posted_at end) as posted_at,
        max(case when posting_kind = 'invoice' then posted_date end) as posted_date,
        sum(case when posting_kind = 'invoice' then posted_cost else 0 end)
            as new_charges_cost,
        sum(case when posting_kind = 'credit' then posted_cost else 0 end)
            as credits_cost,
        sum(case when posting_kind = 'payment' then posted_cost else 0 end)
            as payments_cost,
        max(case when posting_kind = 'invoice' then owed_cost end) as final_cost

    from postings
    group by seller_account_id, buyer_account_id, currency_code, statement_number

),

posted_statements as (

    select
        {{ md5_text("'statement|' || statements_rolled.invoice_id") }} as statement_id,
        statements_rolled.invoice_id,
        statements_rolled.seller_account_id,
        statements_rolled.buyer_account_id,
        statements_rolled.channel_code,
        statements_rolled.statement_number,
        statements_rolled.billing_month,
        statements_rolled.posted_at,
        statements_rolled.posted_date,
        cast(
            statements_rolled.new_charges_cost
            - statements_rolled.credits_cost
            - statements_rolled.payments_cost
            - statements_rolled.final_cost as decimal(38, 8)
        ) as balance_forward_cost,
        cast(statements_rolled.new_charges_cost as decimal(38, 8)) as new_charges_cost,
        cast(statements_rolled.credits_cost as decimal(38, 8)) as credits_cost,
        cast(statements_rolled.payments_cost as decimal(38, 8)) as payments_cost,
        invoices.discount_amount,
        invoices.tax_amount,
        cast(statements_rolled.final_cost as decimal(38, 8)) as final_cost,
        invoices.subscription_amount,
        invoices.renewal_amount,
        invoices.utility_amount,
        statements_rolled.currency_code

    from statements_rolled

    inner join {{ ref('posted_invoices') }} as invoices
        on statements_rolled.invoice_id = invoices.invoice_id

)

select * from posted_statements
