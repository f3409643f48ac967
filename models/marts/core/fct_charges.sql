{{ config(materialized='view') }}

with

fct_charges as (

    select
        charge_id,
        charge_category,
        order_type,
        transaction_type,
        billing_mode,
        settlement_cycle,
        provider_account_id,
        owner_account_id,
        operator_account_id,
        resource_id,
        resource_name,
        sku_id,
        region_id,
        zone_id,
        project,
        tags,
        charge_period_start,
        charge_period_end,
        settled_at,
        transaction_at,
        billing_month,
        deduction_month,
        first_used_at,
        last_used_at,
        consumed_quantity,
        package_usage,
        reserved_usage,
        reserved_quantity,
        pricing_quantity,
        list_unit_price,
        list_cost,
        reserved_cost,
        plan_cost,
        order_id,
        original_charge_id,
        adjusted_charge_id,
        currency_code,
        recorded_at

    from {{ ref('int_charges') }}

)

select * from fct_charges
