{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_legs_taxed') }}

),

charges as (

    select
        *,
        charge_category in ('refund', 'adjustment') as is_net

    from {{ ref('int_charges') }}

),

terms as (

    select * from {{ ref('int_leg_terms') }}

),

-- what is given back or adjusted is net already: its own list cost, undiscounted. Every
-- leg has its terms: the outer join lets the engine add them last
legs_described as (

    select
        legs.charge_id,
        legs.leg_number,
        legs.terms_number,
        terms.leg_kind,
        terms.seller_account_id,
        terms.buyer_account_id,
        charges.owner_account_id,
        terms.reseller_account_id,
        terms.distributor_account_id,
        terms.channel_code,
        terms.billing_group_code,
        charges.operator_account_id,
        charges.charge_category,
        charges.order_type,
        charges.order_id,
        charges.transaction_type,
        charges.billing_mode,
        charges.settlement_cycle,
        charges.resource_id,
        charges.resource_name,
        charges.sku_id,
        terms.product_code,
        terms.product_name,
        terms.subproduct_code,
        terms.component_type_code,
        terms.component_code,
        terms.usage_unit,
        terms.pricing_unit,
        charges.region_id,
        charges.zone_id,
        charges.project,
        charges.tags,
        charges.billing_month,
        charges.charge_period_start,
        charges.charge_period_end,
        charges.transaction_at,
        charges.first_used_at,
        charges.last_used_at,
        charges.consumed_quantity,
        charges.package_usage,
        charges.reserved_usage,
        charges.pricing_quantity,
        charges.list_unit_price,
        charges.list_cost as charge_list_cost,
        charges.reserved_cost,
        charges.plan_cost,
        charges.currency_code,
        charges.is_net,
        case
            when charges.is_net then legs.contracted_cost
            else
                {{ base_cost(
                    'charges.list_cost',
                    'charges.reserved_cost',
                    'charges.plan_cost',
                    'terms.leg_kind'
                ) }}
        end as base_cost,
        terms.is_discount_shown,
        case when not charges.is_net then terms.discount_id end as discount_id,
        case when not charges.is_net then terms.discount_kind end as discount_kind,
        case
            when charges.is_net then cast(1 as decimal(18, 10))
            else terms.discount_multiplier
        end as discount_multiplier,
        case when not charges.is_net then terms.contract_unit_price end
            as contract_unit_price,
        legs.contracted_cost,
        legs.voucher_cost,
        legs.tax_rate,
        legs.tax_cost

    from legs

    inner join charges
        on legs.charge_id = charges.charge_id

    left join terms
        on legs.terms_number = terms.terms_number

),

-- a contract price hides what the list would have been
legs_settled as (

    select
        *,
        charge_id || ':' || leg_number as leg_id,
        case
            when is_net then contracted_cost
            when contract_unit_price is null then charge_list_cost
        end as list_cost,
        case when contract_unit_price is null then base_cost - contracted_cost end
            as discount_cost,
        contracted_cost - voucher_cost as pretax_cost,
        contracted_cost - voucher_cost + tax_cost as billed_cost

    from legs_described

)

select * from legs_settled
