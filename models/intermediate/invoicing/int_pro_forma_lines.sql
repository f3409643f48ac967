{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_charge_legs') }}

),

closing_months as (

    select
        seller_account_id,
        billing_month,
        close_sequence

    from {{ ref('int_issued_months') }}
    where not is_closed

),

-- a line keeps what is shown of it as it was when it was billed. A buyer sees its discount
-- only if the allowlist of its seller says so
pro_forma_lines as (

    select
        closing_months.close_sequence,
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
        legs.seller_name,
        legs.buyer_name,
        legs.owner_name,
        legs.reseller_name,
        legs.provider_name,
        legs.shows_customer_discounts,
        legs.shows_reseller_costs,
        legs.billing_month,
        legs.billing_month as charge_billing_month,
        legs.charge_category,
        legs.order_type,
        legs.order_id,
        legs.transaction_type,
        legs.billing_mode,
        legs.settlement_cycle,
        legs.original_order_id,
        legs.term_count,
        legs.term_unit,
        legs.order_quantity,
        legs.unsubscription_reason,
        legs.product_code,
        legs.product_name,
        legs.subproduct_code,
        legs.component_type_code,
        legs.component_code,
        legs.subproduct_name,
        legs.component_type_name,
        legs.component_name,
        legs.specification,
        legs.resource_type_code,
        legs.resource_type_name,
        legs.settlement_type,
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
        legs.usage_days_ratio,
        legs.usage_unit,
        legs.package_usage,
        legs.reserved_usage,
        legs.pricing_quantity,
        legs.pricing_unit,
        legs.list_unit_price,
        legs.list_cost,
        legs.charge_list_cost,
        legs.reserved_cost,
        legs.plan_cost,
        case when legs.is_discount_shown then legs.discount_id end as discount_id,
        case when legs.is_discount_shown then legs.discount_kind end as discount_kind,
        case when legs.is_discount_shown then legs.discount_multiplier end
            as discount_multiplier,
        case when legs.is_discount_shown then legs.contract_unit_price end
            as contract_unit_price,
        case when legs.is_discount_shown then legs.discount_cost end as discount_cost,
        legs.contracted_cost,
        legs.voucher_cost,
        legs.voucher_draws,
        legs.pretax_cost,
        legs.tax_rate,
        legs.tax_cost,
        legs.billed_cost,
        legs.currency_code,
        legs.recorded_at

    from legs

    left join closing_months
        on
            legs.seller_account_id = closing_months.seller_account_id
            and legs.billing_month = closing_months.billing_month

)

select * from pro_forma_lines
