{{ config(materialized='view') }}

with

legs_chained as (

    select * from {{ ref('int_legs_chained') }}

),

discounts as (

    select * from {{ ref('int_discounts_resolved') }}

),

-- the plan's benefit stays with whoever pays the provider, unless set otherwise
legs_based as (

    select
        legs_chained.*,
        discounts.discount_id,
        discounts.discount_kind,
        coalesce(
            discounts.discount_multiplier,
            case
                when discounts.discount_id is null then cast(1 as decimal(18, 10))
            end
        ) as discount_multiplier,
        discounts.contract_unit_price,
        legs_chained.charge_list_cost
        - legs_chained.reserved_cost
        - case
            when {{ plan_benefits_leg('legs_chained.leg_kind') }}
                then legs_chained.plan_cost
            else cast(0 as decimal(38, 8))
        end as base_cost

    from legs_chained

    left join discounts
        on
            legs_chained.buyer_account_id = discounts.buyer_account_id
            and legs_chained.buyer_path_from = discounts.buyer_path_from
            and legs_chained.sku_id = discounts.sku_id
            and {{ is_in_force('discounts', 'legs_chained.price_at') }}

),

legs_priced as (

    select
        *,
        case
            when discount_id is null then base_cost
            when contract_unit_price is null
                then {{ as_cost('base_cost * discount_multiplier') }}
            when charge_category = 'usage'
                then
                    {{ as_cost(
                        'contract_unit_price * (pricing_quantity - reserved_quantity)'
                    ) }}
            else {{ as_cost('contract_unit_price * pricing_quantity') }}
        end as contracted_cost

    from legs_based

)

select * from legs_priced
