{{ config(materialized='view') }}

with

charges as (

    select
        charge_id,
        tier_model,
        pricing_quantity,
        list_unit_price,
        currency_code

    from {{ ref('int_charges') }}

),

flat_tiers as (

    select
        charge_id,
        cast(1 as bigint) as tier_number,
        pricing_quantity as quantity,
        list_unit_price as unit_price,
        {{ unrounded_cost('pricing_quantity', 'list_unit_price') }} as unrounded_cost,
        currency_code

    from charges
    where tier_model = 'flat' and pricing_quantity > 0

),

tiers as (

    select
        charge_id,
        tier_number,
        tier_quantity,
        unit_price,
        unrounded_cost

    from {{ ref('int_usage_tiers') }}

    union all

    select
        'order:' || order_line_id as charge_id,
        tier_number,
        tier_quantity,
        unit_price,
        unrounded_price as unrounded_cost

    from {{ ref('int_purchase_tiers') }}

),

fct_charge_tiers as (

    select * from flat_tiers

    union all

    select
        tiers.charge_id,
        tiers.tier_number,
        tiers.tier_quantity as quantity,
        tiers.unit_price,
        tiers.unrounded_cost,
        charges.currency_code

    from tiers

    inner join charges
        on tiers.charge_id = charges.charge_id

)

select * from fct_charge_tiers
