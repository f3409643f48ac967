{{ config(materialized='view') }}

with

negative_lines as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        case
            when line_kind != 'original' then 'recalculation'
            when charge_category = 'adjustment' then 'adjustment'
            when charge_category = 'refund' and order_type = 'change'
                then 'configuration_change'
            when charge_category = 'refund' then 'refund'
            when order_type = 'price_adjustment' then 'price_adjustment'
        end as negative_cause

    from {{ ref('int_bill_lines') }}
    where billed_cost < 0

),

causes as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        negative_cause

    from negative_lines
    where negative_cause is not null
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        negative_cause

),

negative_causes as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        {{ joined_text('negative_cause', '|') }} as negative_causes

    from causes
    group by
        leg_kind, billing_month, seller_account_id, buyer_account_id, currency_code

)

select * from negative_causes
