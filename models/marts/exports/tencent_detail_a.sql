{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}
    where leg_kind = 'bill_a'

),

labels as (

    select * from {{ ref('layout_labels') }}
    where layout_family = 'tencent'

),

-- the provider hides prices and the discount of refunds, and the list price under a
-- contract price; a refund's original price is its net amount (d3.8)
tencent_detail_a as (

    select
        line_id,
        seller_account_id,
        buyer_account_id,
        billing_month,
        buyer_account_id as payer_account_id,
        owner_account_id,
        operator_account_id,
        product_name,
        {{ layout_label('billing_mode', 'bill_lines.billing_mode') }}
            as billing_mode_label,
        project,
        region_id,
        zone_id,
        resource_id,
        resource_name,
        subproduct_name,
        {{ layout_label('transaction_type', 'bill_lines.transaction_type') }}
            as transaction_type_label,
        order_id,
        {{ billing_time_text('transaction_at') }} as transaction_time,
        {{ billing_time_text('charge_period_start') }} as usage_start_time,
        {{ billing_time_text(last_second_of(
            'charge_period_start', 'charge_period_end'
        )) }} as usage_end_time,
        component_type_name,
        component_name,
        case
            when contract_unit_price is null then list_unit_price
        end as list_unit_price,
        coalesce(
            contract_unit_price,
            cast(
                round(list_unit_price * discount_multiplier, 10)
                as decimal(28, 10)
            )
        ) as contracted_unit_price,
        currency_code || '/' || pricing_unit as price_unit,
        pricing_quantity as component_usage,
        pricing_unit as component_usage_unit,
        cast(null as decimal(38, 10)) as usage_duration,
        cast(null as {{ type_text() }}) as duration_unit,
        cast(null as {{ type_text() }}) as reserved_instance_id,
        list_cost,
        case
            when charge_category in ('usage', 'purchase')
                then discount_multiplier
        end as discount_multiplier,
        currency_code,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_rate,
        tax_cost,
        billed_cost

    from bill_lines

)

select * from tencent_detail_a
