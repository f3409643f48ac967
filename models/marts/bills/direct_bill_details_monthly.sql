{{ config(materialized='view') }}

with

direct_bill_details_monthly as (

    select
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        reseller_account_id,
        billing_mode,
        transaction_type,
        product_code,
        product_name,
        subproduct_code,
        component_type_code,
        component_code,
        component_name,
        resource_id,
        region_id,
        line_kind,
        line_id,
        line_count,
        charge_period_start,
        charge_period_end,
        consumed_quantity,
        package_usage,
        reserved_usage,
        pricing_quantity,
        pricing_unit,
        list_unit_price,
        list_cost,
        reserved_cost,
        plan_cost,
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

    from {{ ref('int_bill_details_monthly') }}
    where leg_kind = 'direct'

)

select * from direct_bill_details_monthly
