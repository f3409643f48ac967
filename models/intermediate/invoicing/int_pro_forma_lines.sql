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

skus as (

    select * from {{ ref('int_skus_validated') }}

),

accounts as (

    select * from {{ ref('int_accounts_validated') }}

),

orders as (

    select
        *,
        'order:' || order_line_id as charge_id

    from {{ ref('int_orders_validated') }}
    where rejection_reason is null

),

order_terms as (

    select
        orders.charge_id,
        originals.order_id as original_order_id,
        cast(orders.term_count as bigint) as term_count,
        orders.term_unit,
        orders.quantity as order_quantity,
        orders.unsubscription_reason

    from orders

    left join orders as originals
        on orders.original_order_line_id = originals.order_line_id

),

-- a line keeps all that any output of it shows, as it was when it was billed. A buyer
-- sees its discount only if the allowlist of its seller says so
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
        sellers.account_name as seller_name,
        buyers.account_name as buyer_name,
        owners.account_name as owner_name,
        resellers.account_name as reseller_name,
        providers.account_name as provider_name,
        coalesce(sellers.shows_customer_discounts, false) as shows_customer_discounts,
        coalesce(sellers.shows_reseller_costs, false) as shows_reseller_costs,
        legs.billing_month,
        legs.billing_month as charge_billing_month,
        legs.charge_category,
        legs.order_type,
        legs.order_id,
        legs.transaction_type,
        legs.billing_mode,
        legs.settlement_cycle,
        order_terms.original_order_id,
        order_terms.term_count,
        order_terms.term_unit,
        order_terms.order_quantity,
        order_terms.unsubscription_reason,
        legs.product_code,
        legs.product_name,
        legs.subproduct_code,
        legs.component_type_code,
        legs.component_code,
        skus.subproduct_name,
        skus.component_type_name,
        skus.component_name,
        skus.specification,
        skus.resource_type_code,
        skus.resource_type_name,
        skus.settlement_type,
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

    left join skus
        on legs.sku_id = skus.sku_id

    left join order_terms
        on legs.charge_id = order_terms.charge_id

    left join accounts as sellers
        on legs.seller_account_id = sellers.account_id

    left join accounts as buyers
        on legs.buyer_account_id = buyers.account_id

    left join accounts as owners
        on legs.owner_account_id = owners.account_id

    left join accounts as resellers
        on legs.reseller_account_id = resellers.account_id

    left join accounts as providers
        on skus.provider_account_id = providers.account_id

)

select * from pro_forma_lines
