{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_charge_legs') }}

),

-- a buyer sees its discount only if the allowlist of its seller says so
pro_forma_lines as (

    select
        leg_id as line_id,
        cast(1 as bigint) as line_number,
        'original' as line_kind,
        cast(null as {{ type_text() }}) as corrects_line_id,
        cast(null as date) as corrects_billing_month,
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
        billing_month as charge_billing_month,
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
        case when is_discount_shown then discount_id end as discount_id,
        case when is_discount_shown then discount_kind end as discount_kind,
        case when is_discount_shown then discount_multiplier end as discount_multiplier,
        case when is_discount_shown then contract_unit_price end as contract_unit_price,
        case when is_discount_shown then discount_cost end as discount_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_rate,
        tax_cost,
        billed_cost,
        currency_code

    from legs

)

select * from pro_forma_lines
