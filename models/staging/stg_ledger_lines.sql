{{ config(materialized='table') }}

with

-- only what the ledger names was issued
issued as (

    select lines.*

    from {{ issued_lines() }} as lines

    inner join {{ ref('stg_closed_months') }} as closed_months
        on lines.close_sequence = closed_months.close_sequence

),

ledger_lines as (

    select
        close_sequence,
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
        seller_name,
        buyer_name,
        owner_name,
        reseller_name,
        provider_name,
        shows_customer_discounts,
        shows_reseller_costs,
        billing_month,
        charge_billing_month,
        charge_category,
        order_type,
        order_id,
        transaction_type,
        billing_mode,
        settlement_cycle,
        original_order_id,
        term_count,
        term_unit,
        order_quantity,
        unsubscription_reason,
        product_code,
        product_name,
        subproduct_code,
        component_type_code,
        component_code,
        subproduct_name,
        component_type_name,
        component_name,
        specification,
        resource_type_code,
        resource_type_name,
        settlement_type,
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
        usage_days_ratio,
        usage_unit,
        package_usage,
        reserved_usage,
        pricing_quantity,
        pricing_unit,
        list_unit_price,
        list_cost,
        charge_list_cost,
        reserved_cost,
        plan_cost,
        discount_id,
        discount_kind,
        discount_multiplier,
        contract_unit_price,
        discount_cost,
        contracted_cost,
        voucher_cost,
        voucher_draws,
        pretax_cost,
        tax_rate,
        tax_cost,
        billed_cost,
        currency_code,
        recorded_at

    from issued

)

select * from ledger_lines
