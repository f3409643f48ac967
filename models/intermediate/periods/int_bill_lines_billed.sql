{{ config(materialized='view') }}

with

fresh_lines as (

    select * from {{ ref('int_bill_lines_opened') }}

),

issued_lines as (

    select * from {{ ref('int_bill_lines_issued') }}

),

months_issued as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_bill_months_issued') }}

),

-- issued bills never change; the open months bill the fresh rating and what it corrects
bill_lines_billed as (

    select
        line_id,
        line_number,
        line_kind,
        corrects_line_id,
        corrects_billing_month,
        leg_id,
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        operator_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        billing_group_code,
        billing_month,
        charge_billing_month,
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
        currency_code

    from {{ bill_lines_original('fresh_lines', 'issued_lines', 'months_issued') }}
        as originals

    union all

    select
        line_id,
        line_number,
        line_kind,
        corrects_line_id,
        corrects_billing_month,
        leg_id,
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        operator_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        billing_group_code,
        billing_month,
        charge_billing_month,
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
        currency_code

    from issued_lines

    union all

    select
        line_id,
        line_number,
        line_kind,
        corrects_line_id,
        corrects_billing_month,
        leg_id,
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        operator_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        billing_group_code,
        billing_month,
        charge_billing_month,
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
        currency_code

    from {{ ref('int_bill_lines_corrected') }}

)

select * from bill_lines_billed
