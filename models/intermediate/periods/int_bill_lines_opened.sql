{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_legs_settled') }}

),

skus as (

    select
        sku_id,
        product_code,
        product_name,
        subproduct_code,
        component_type_code,
        component_code,
        usage_unit,
        pricing_unit

    from {{ ref('int_skus_checked') }}

),

sellers as (

    select
        account_id,
        shows_customer_discounts

    from {{ ref('int_accounts_checked') }}

),

-- a customer sees its discount only if its reseller's allowlist says so
bill_lines_opened as (

    select
        legs.leg_id as line_id,
        cast(1 as bigint) as line_number,
        'original' as line_kind,
        cast(null as {{ type_text() }}) as corrects_line_id,
        cast(null as date) as corrects_billing_month,
        legs.leg_id,
        legs.charge_id,
        legs.leg_kind,
        legs.leg_number,
        legs.seller_account_id,
        legs.buyer_account_id,
        legs.owner_account_id,
        legs.operator_account_id,
        legs.reseller_account_id,
        legs.distributor_account_id,
        legs.channel_code,
        legs.billing_group_code,
        legs.billing_month,
        legs.billing_month as charge_billing_month,
        legs.charge_category,
        legs.order_type,
        legs.order_id,
        legs.transaction_type,
        legs.billing_mode,
        legs.settlement_cycle,
        skus.product_code,
        skus.product_name,
        skus.subproduct_code,
        skus.component_type_code,
        skus.component_code,
        legs.resource_id,
        legs.resource_name,
        legs.sku_id,
        legs.region_id,
        legs.zone_id,
        legs.project,
        legs.tags,
        legs.charge_period_start,
        legs.charge_period_end,
        legs.transaction_at,
        legs.first_used_at,
        legs.last_used_at,
        legs.consumed_quantity,
        skus.usage_unit,
        legs.package_usage,
        legs.reserved_usage,
        legs.pricing_quantity,
        skus.pricing_unit,
        legs.list_unit_price,
        legs.list_cost,
        legs.reserved_cost,
        legs.plan_cost,
        case when {{ shows_discount('legs', 'sellers') }} then legs.discount_id end
            as discount_id,
        case when {{ shows_discount('legs', 'sellers') }} then legs.discount_kind end
            as discount_kind,
        case
            when {{ shows_discount('legs', 'sellers') }} then legs.discount_multiplier
        end as discount_multiplier,
        case
            when {{ shows_discount('legs', 'sellers') }} then legs.contract_unit_price
        end as contract_unit_price,
        case when {{ shows_discount('legs', 'sellers') }} then legs.discount_cost end
            as discount_cost,
        legs.contracted_cost,
        legs.voucher_cost,
        legs.pretax_cost,
        legs.tax_rate,
        legs.tax_cost,
        legs.billed_cost,
        legs.currency_code

    from legs

    left join skus
        on legs.sku_id = skus.sku_id

    left join sellers
        on legs.seller_account_id = sellers.account_id

)

select * from bill_lines_opened
