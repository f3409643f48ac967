{{ config(materialized='view') }}

with

-- the plan's benefit stays with whoever pays the provider, unless set otherwise
legs_based as (

    select
        *,
        {{ base_cost('list_cost', 'reserved_cost', 'plan_cost', 'leg_kind') }}
            as base_cost

    from {{ ref('int_legs_chained') }}

),

legs_priced as (

    select
        *,
        case
            when discount_id is null then base_cost
            when contract_unit_price is null
                then {{ cost_at_rate('base_cost', 'discount_multiplier') }}
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
