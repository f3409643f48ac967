{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}
    where leg_kind = 'direct'

),

direct_bill_details as (

    select
        line_id,
        line_kind,
        corrects_line_id,
        corrects_billing_month,
        leg_id,
        charge_id,
        billing_month,
        {{ billing_month_of('transaction_at') }} as deduction_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        operator_account_id,
        charge_category,
        order_type,
        order_id,
        transaction_type,
        billing_mode,
        settlement_cycle,
        product_code,
        product_name,
        subproduct_code,
        component_type_code,
        component_code,
        resource_id,
        resource_name,
        sku_id,
        region_id,
        zone_id,
        project,
        tags,
        charge_period_start,
        charge_period_end,
        transaction_at,
        first_used_at,
        last_used_at,
        consumed_quantity,
        usage_unit,
        package_usage,
        reserved_usage,
        pricing_quantity,
        pricing_unit,
        list_unit_price,
        list_cost,
        reserved_cost,
        plan_cost,
        discount_id,
        discount_kind,
        discount_multiplier,
        contract_unit_price,
        discount_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_rate,
        tax_cost,
        billed_cost,
        currency_code,
        recorded_at

    from bill_lines

)

select * from direct_bill_details
