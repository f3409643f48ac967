{{ config(materialized='view') }}

with

usage_quantified as (

    select * from {{ ref('int_usage_quantified') }}

),

-- always true: it tells the engine that these are fewer than all charges, so that it
-- keeps these in memory and lets the others pass
tiered_charges as (

    select
        charge_id,
        {{ as_cost('sum(unrounded_cost)') }} as list_cost,
        sum(unrounded_reserved_cost) as unrounded_reserved_cost,
        case when count(*) = 1 then max(unit_price) end as list_unit_price

    from {{ ref('int_usage_tiers') }}
    group by charge_id
    having count(*) > 0

),

usage_listed as (

    select
        usage_quantified.*,
        case
            when usage_quantified.tier_model = 'flat'
                then
                    {{ as_cost(
                        'usage_quantified.unit_price'
                        ' * usage_quantified.pricing_quantity'
                    ) }}
            else coalesce(tiered_charges.list_cost, cast(0 as decimal(38, 8)))
        end as list_cost,
        case
            when usage_quantified.reserved_quantity = 0 then cast(0 as decimal(38, 8))
            when usage_quantified.tier_model = 'flat'
                then
                    {{ as_cost(
                        'usage_quantified.unit_price'
                        ' * usage_quantified.reserved_quantity'
                    ) }}
            else
                coalesce(
                    {{ as_cost('tiered_charges.unrounded_reserved_cost') }},
                    cast(0 as decimal(38, 8))
                )
        end as reserved_cost,
        case
            when usage_quantified.tier_model != 'flat'
                then tiered_charges.list_unit_price
            when usage_quantified.pricing_quantity != 0
                then usage_quantified.unit_price
        end as list_unit_price

    from usage_quantified

    left join tiered_charges
        on usage_quantified.charge_id = tiered_charges.charge_id

)

select * from usage_listed
