{{ config(materialized='view') }}

with

charges as (

    select
        *,
        charge_category in ('refund', 'adjustment') as is_net

    from {{ ref('int_charges') }}
    where {{ is_touched_charge('charge_id', 'int_touched_charges') }}

),

terms as (

    select * from {{ ref('int_leg_terms') }}

),

-- one leg for each tier: the chain of the owner at the identity moment, the discount in
-- force at the price moment. A refund has both moments of its purchase, so it has the
-- same chain; an adjustment has its own terms. Net amounts take no discount
legs as (

    select
        charges.*,
        terms.leg_number,
        terms.leg_kind,
        terms.seller_account_id,
        terms.buyer_account_id,
        terms.reseller_account_id,
        terms.distributor_account_id,
        terms.channel_code,
        terms.billing_group_code,
        terms.seller_name,
        terms.buyer_name,
        terms.owner_name,
        terms.reseller_name,
        terms.provider_name,
        terms.shows_customer_discounts,
        terms.shows_reseller_costs,
        terms.buyer_tax_region,
        terms.product_code,
        terms.product_name,
        terms.subproduct_code,
        terms.subproduct_name,
        terms.component_type_code,
        terms.component_type_name,
        terms.component_code,
        terms.component_name,
        terms.specification,
        terms.resource_type_code,
        terms.resource_type_name,
        terms.usage_unit,
        terms.pricing_unit,
        terms.settlement_type,
        terms.is_discount_shown,
        case when not charges.is_net then terms.discount_id end as discount_id,
        case when not charges.is_net then terms.discount_kind end as discount_kind,
        case
            when charges.is_net then cast(1 as decimal(18, 10))
            else terms.discount_multiplier
        end as discount_multiplier,
        case when not charges.is_net then terms.contract_unit_price end
            as contract_unit_price,
        charges.list_cost
        - charges.reserved_cost
        - case
            when {{ plan_benefits_leg('terms.leg_kind') }} then charges.plan_cost
            else cast(0 as decimal(38, 8))
        end as base_cost

    from charges

    inner join terms
        on
            charges.owner_account_id = terms.owner_account_id
            and coalesce(charges.sku_id, charges.charge_id)
            = coalesce(terms.sku_id, terms.charge_id)
            and charges.identity_at >= terms.path_from
            and charges.identity_at < terms.path_to
            and {{ is_in_force('terms', 'charges.price_at') }}

),

-- what a refund gives back is known only after vouchers are drawn on its purchase
legs_priced as (

    select
        *,
        case
            when charge_category = 'refund' then cast(null as decimal(38, 8))
            when discount_id is null then base_cost
            when contract_unit_price is null
                then {{ cost_at_rate('base_cost', 'discount_multiplier') }}
            when charge_category = 'usage'
                then
                    {{ cost_of(
                        '(pricing_quantity - reserved_quantity)', 'contract_unit_price'
                    ) }}
            else {{ cost_of('pricing_quantity', 'contract_unit_price') }}
        end as contracted_cost

    from legs

)

select * from legs_priced
