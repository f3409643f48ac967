-- All lines of the providers' bills, and all of our lines for the same payers and
-- months, are in the reconciliation once, and the differences by cause add up to it.
-- If it fails, a line was compared twice or not at all.
-- It does not say that two lines belong together.
{{ config(tags=['deep']) }}

with

provider_lines as (

    select
        payer_account_id,
        billing_month,
        currency_code,
        count(*) as line_count

    from {{ ref('int_provider_bill_lines_validated') }}
    where rejection_reason is null
    group by payer_account_id, billing_month, currency_code

),

own_lines as (

    select
        buyer_account_id,
        billing_month,
        currency_code,
        sum(billed_cost) as billed_cost

    from {{ ref('int_bill_lines') }}
    where leg_number = 1
    group by buyer_account_id, billing_month, currency_code

),

compared as (

    select
        payer_account_id,
        billing_month,
        currency_code,
        sum(provider_line_count) as line_count,
        sum(coalesce(own_cost, 0)) as own_cost,
        sum(difference_cost) as difference_cost

    from {{ ref('provider_bill_reconciliation') }}
    group by payer_account_id, billing_month, currency_code

),

differences as (

    select
        payer_account_id,
        billing_month,
        currency_code,
        sum(difference_cost) as difference_cost

    from {{ ref('provider_bill_differences') }}
    group by payer_account_id, billing_month, currency_code

),

bills_that_differ as (

    select
        coalesce(compared.payer_account_id, provider_lines.payer_account_id)
            as payer_account_id,
        coalesce(compared.billing_month, provider_lines.billing_month)
            as billing_month,
        coalesce(compared.currency_code, provider_lines.currency_code)
            as currency_code

    from compared

    full outer join provider_lines
        on
            compared.payer_account_id = provider_lines.payer_account_id
            and compared.billing_month = provider_lines.billing_month
            and compared.currency_code = provider_lines.currency_code

    left join own_lines
        on
            compared.payer_account_id = own_lines.buyer_account_id
            and compared.billing_month = own_lines.billing_month
            and compared.currency_code = own_lines.currency_code

    left join differences
        on
            compared.payer_account_id = differences.payer_account_id
            and compared.billing_month = differences.billing_month
            and compared.currency_code = differences.currency_code

    where
        coalesce(compared.line_count, 0) != coalesce(provider_lines.line_count, 0)
        or compared.own_cost != coalesce(own_lines.billed_cost, 0)
        or compared.difference_cost != coalesce(differences.difference_cost, 0)

)

select * from bills_that_differ
