{{ config(materialized='view') }}

with

legs_sold as (

    select * from {{ ref('int_legs_vouchered') }}

),

legs_returned as (

    select * from {{ ref('int_refund_legs_returned') }}

    union all

    select * from {{ ref('int_adjustment_legs_booked') }}

),

-- what is given back or adjusted is net already: its own list cost, undiscounted
legs_unioned as (

    select
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        charge_category,
        transaction_type,
        settlement_cycle,
        resource_id,
        sku_id,
        region_id,
        project,
        billing_month,
        charge_period_start,
        charge_period_end,
        transaction_at,
        consumed_quantity,
        package_usage,
        reserved_usage,
        pricing_quantity,
        list_unit_price,
        reserved_cost,
        plan_cost,
        currency_code,
        charge_list_cost,
        base_cost,
        discount_id,
        discount_multiplier,
        contract_unit_price,
        contracted_cost,
        voucher_cost

    from legs_sold

    union all

    select
        charge_id,
        leg_kind,
        leg_number,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        charge_category,
        transaction_type,
        settlement_cycle,
        resource_id,
        sku_id,
        region_id,
        project,
        billing_month,
        charge_period_start,
        charge_period_end,
        transaction_at,
        consumed_quantity,
        package_usage,
        reserved_usage,
        pricing_quantity,
        list_unit_price,
        reserved_cost,
        plan_cost,
        currency_code,
        charge_list_cost,
        contracted_cost as base_cost,
        cast(null as varchar) as discount_id,
        cast(1 as decimal(18, 10)) as discount_multiplier,
        cast(null as decimal(28, 10)) as contract_unit_price,
        contracted_cost,
        cast(0 as decimal(38, 8)) as voucher_cost

    from legs_returned

)

select * from legs_unioned
