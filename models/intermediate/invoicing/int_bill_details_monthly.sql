{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines_aggregated') }}

),

-- the merge key of dossier 2.5
bill_lines_merged as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        reseller_account_id,
        billing_mode,
        transaction_type,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        resource_id,
        region_id,
        discount_multiplier,
        contract_unit_price,
        list_unit_price,
        tax_rate,
        currency_code,
        line_kind,
        line_id,
        max(product_name) as product_name,
        cast(sum(line_count) as bigint) as line_count,
        min(charge_period_start) as charge_period_start,
        max(charge_period_end) as charge_period_end,
        sum(consumed_quantity) as consumed_quantity,
        sum(package_usage) as package_usage,
        sum(reserved_usage) as reserved_usage,
        sum(pricing_quantity) as pricing_quantity,
        sum(list_cost) as list_cost,
        sum(reserved_cost) as reserved_cost,
        sum(plan_cost) as plan_cost,
        sum(discount_cost) as discount_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(pretax_cost) as pretax_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from bill_lines
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        reseller_account_id,
        billing_mode,
        transaction_type,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        resource_id,
        region_id,
        discount_multiplier,
        contract_unit_price,
        list_unit_price,
        tax_rate,
        currency_code,
        line_kind,
        line_id

)

select * from bill_lines_merged
