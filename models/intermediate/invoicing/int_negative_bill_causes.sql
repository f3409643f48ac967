{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}

),

causes as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        {{ negative_cause('bill_lines') }} as negative_cause

    from bill_lines
    where billed_cost < 0
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        {{ negative_cause('bill_lines') }}

),

negative_explained as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        {{ joined_text('negative_cause', '|') }} as negative_causes

    from causes
    where negative_cause is not null
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code

)

select * from negative_explained
