{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('bill_b_details') }}

),

purchases as (

    select * from {{ ref('int_reseller_bill_lines') }}

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}
    where shows_reseller_costs

),

-- the reseller's cost is what it was billed for the same charge, in the same month
bill_b_reseller_view as (

    select
        bill_lines.line_id,
        bill_lines.line_kind,
        bill_lines.corrects_line_id,
        bill_lines.corrects_billing_month,
        bill_lines.leg_id,
        bill_lines.charge_id,
        bill_lines.billing_month,
        bill_lines.deduction_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.owner_account_id,
        bill_lines.operator_account_id,
        bill_lines.reseller_account_id,
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
        bill_lines.discount_multiplier,
        bill_lines.contract_unit_price,
        bill_lines.discount_cost,
        bill_lines.contracted_cost,
        bill_lines.voucher_cost,
        bill_lines.pretax_cost,
        bill_lines.tax_rate,
        bill_lines.tax_cost,
        bill_lines.billed_cost,
        bill_lines.currency_code,
        purchases.purchase_list_cost as reseller_list_cost,
        purchases.purchase_discount_multiplier as reseller_discount_multiplier,
        purchases.purchase_contracted_cost as reseller_contracted_cost,
        purchases.purchase_voucher_cost as reseller_voucher_cost,
        purchases.purchase_pretax_cost as reseller_pretax_cost,
        purchases.purchase_tax_cost as reseller_tax_cost,
        purchases.purchase_billed_cost as reseller_billed_cost,
        bill_lines.pretax_cost - purchases.purchase_pretax_cost as margin_cost

    from bill_lines

    inner join accounts
        on bill_lines.seller_account_id = accounts.account_id

    inner join purchases
        on
            bill_lines.seller_account_id = purchases.seller_account_id
            and bill_lines.line_id = purchases.line_id

)

select * from bill_b_reseller_view
