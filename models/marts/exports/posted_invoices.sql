with

postings as (

    select * from {{ ref('int_account_postings') }}
    where posting_kind = 'invoice'

),

bills as (

    select * from {{ ref('int_bill_statements') }}

),

-- what a bill consists of, by kind; only what the bill itself shows
bill_lines_summed as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        sum(coalesce(discount_cost, 0)) + sum(voucher_cost) as discount_cost,
        sum(case when order_type != 'renewal' then pretax_cost else 0 end)
            as subscription_cost,
        sum(case when order_type = 'renewal' then pretax_cost else 0 end)
            as renewal_cost

    from {{ ref('int_bill_lines') }}
    group by
        leg_kind, billing_month, seller_account_id, buyer_account_id, currency_code

),

invoices_summed as (

    select
        postings.posting_id as invoice_id,
        postings.leg_kind,
        postings.seller_account_id,
        postings.buyer_account_id,
        postings.channel_code,
        postings.billing_month,
        postings.posted_at,
        postings.posted_date,
        bills.billed_amount,
        bills.due_amount,
        {{ as_amount('bills.tax_cost', 'bills.rounding_digits') }}
            as tax_amount,
        {{ as_amount('bill_lines_summed.discount_cost', 'bills.rounding_digits') }}
            as discount_amount,
        {{ as_amount('bill_lines_summed.subscription_cost', 'bills.rounding_digits') }}
            as subscription_amount,
        {{ as_amount('bill_lines_summed.renewal_cost', 'bills.rounding_digits') }}
            as renewal_amount,
        postings.currency_code

    from postings

    inner join bills
        on
            postings.leg_kind = bills.leg_kind
            and postings.billing_month = bills.billing_month
            and postings.seller_account_id = bills.seller_account_id
            and postings.buyer_account_id = bills.buyer_account_id
            and postings.currency_code = bills.currency_code

    inner join bill_lines_summed
        on
            postings.leg_kind = bill_lines_summed.leg_kind
            and postings.billing_month = bill_lines_summed.billing_month
            and postings.seller_account_id = bill_lines_summed.seller_account_id
            and postings.buyer_account_id = bill_lines_summed.buyer_account_id
            and postings.currency_code = bill_lines_summed.currency_code

),

-- subtotal = raw - discount, final = subtotal + tax (d8.4); utility is the rest
posted_invoices as (

    select
        invoice_id,
        leg_kind,
        seller_account_id,
        buyer_account_id,
        channel_code,
        billing_month,
        posted_at,
        posted_date,
        cast(billed_amount - tax_amount + discount_amount as {{ type_amount() }})
            as raw_amount,
        discount_amount,
        cast(billed_amount - tax_amount as {{ type_amount() }}) as subtotal_amount,
        tax_amount,
        billed_amount as final_amount,
        due_amount,
        subscription_amount,
        renewal_amount,
        cast(
            billed_amount - tax_amount - subscription_amount - renewal_amount
            as {{ type_amount() }}
        ) as utility_amount,
        currency_code

    from invoices_summed

)

select * from posted_invoices
