{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines_billed') }}
    where leg_kind = 'bill_a'

),

bill_a_details as (

    select
        bill_lines.line_id,
        bill_lines.line_kind,
        bill_lines.corrects_line_id,
        bill_lines.corrects_billing_month,
        bill_lines.leg_id,
        bill_lines.charge_id,
        bill_lines.billing_month,
        {{ billing_month_of('bill_lines.transaction_at') }} as deduction_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.buyer_account_id as payer_account_id,
        bill_lines.reseller_account_id as admin_account_id,
        bill_lines.owner_account_id,
        bill_lines.operator_account_id,
        bill_lines.reseller_account_id,
        bill_lines.distributor_account_id,
        bill_lines.channel_code,
        bill_lines.billing_group_code,
        bill_lines.charge_category,
        bill_lines.order_type,
        bill_lines.order_id,
        bill_lines.transaction_type,
        bill_lines.billing_mode,
        bill_lines.settlement_cycle,
        bill_lines.product_code,
        bill_lines.product_name,
        bill_lines.subproduct_code,
        bill_lines.component_type_code,
        bill_lines.component_code,
        bill_lines.resource_id,
        bill_lines.resource_name,
        bill_lines.sku_id,
        bill_lines.region_id,
        bill_lines.zone_id,
        bill_lines.project,
        bill_lines.tags,
        bill_lines.charge_period_start,
        bill_lines.charge_period_end,
        bill_lines.transaction_at,
        bill_lines.first_used_at,
        bill_lines.last_used_at,
        bill_lines.consumed_quantity,
        bill_lines.usage_unit,
        bill_lines.package_usage,
        bill_lines.reserved_usage,
        bill_lines.pricing_quantity,
        bill_lines.pricing_unit,
        bill_lines.list_unit_price,
        bill_lines.list_cost,
        bill_lines.reserved_cost,
        bill_lines.plan_cost,
        bill_lines.discount_id,
        bill_lines.discount_kind,
        bill_lines.discount_multiplier,
        bill_lines.contract_unit_price,
        bill_lines.discount_cost,
        bill_lines.contracted_cost,
        bill_lines.voucher_cost,
        bill_lines.pretax_cost,
        bill_lines.tax_rate,
        bill_lines.tax_cost,
        bill_lines.billed_cost,
        bill_lines.currency_code

    from bill_lines

)

select * from bill_a_details
