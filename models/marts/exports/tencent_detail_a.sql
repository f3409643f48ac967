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
        bill_lines.line_id,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.billing_month,
        bill_lines.buyer_account_id as payer_account_id,
        bill_lines.owner_account_id,
        bill_lines.operator_account_id,
        bill_lines.product_name,
        {{ layout_label('billing_mode', 'bill_lines.billing_mode') }}
            as billing_mode_label,
        bill_lines.project,
        bill_lines.region_id,
        bill_lines.zone_id,
        bill_lines.resource_id,
        bill_lines.resource_name,
        bill_lines.subproduct_name,
        {{ layout_label('transaction_type', 'bill_lines.transaction_type') }}
            as transaction_type_label,
        bill_lines.order_id,
        {{ billing_time_text('bill_lines.transaction_at') }} as transaction_time,
        {{ billing_time_text('bill_lines.charge_period_start') }} as usage_start_time,
        {{ billing_time_text(last_second_of(
            'bill_lines.charge_period_start', 'bill_lines.charge_period_end'
        )) }} as usage_end_time,
        bill_lines.component_type_name,
        bill_lines.component_name,
        case
            when bill_lines.contract_unit_price is null then bill_lines.list_unit_price
        end as list_unit_price,
        coalesce(
            bill_lines.contract_unit_price,
            cast(
                round(bill_lines.list_unit_price * bill_lines.discount_multiplier, 10)
                as decimal(28, 10)
            )
        ) as contracted_unit_price,
        bill_lines.currency_code || '/' || bill_lines.pricing_unit as price_unit,
        bill_lines.pricing_quantity as component_usage,
        bill_lines.pricing_unit as component_usage_unit,
        cast(null as decimal(38, 10)) as usage_duration,
        cast(null as {{ type_text() }}) as duration_unit,
        cast(null as {{ type_text() }}) as reserved_instance_id,
        bill_lines.list_cost,
        case
            when bill_lines.charge_category in ('usage', 'purchase')
                then bill_lines.discount_multiplier
        end as discount_multiplier,
        bill_lines.currency_code,
        bill_lines.contracted_cost,
        bill_lines.voucher_cost,
        bill_lines.pretax_cost,
        bill_lines.tax_rate,
        bill_lines.tax_cost,
        bill_lines.billed_cost

    from bill_lines

)

select * from tencent_detail_a
