{{ config(materialized='view') }}

with

usage_listed as (

    select
        charge_id,
        tier_model,
        pricing_quantity,
        unit_price,
        currency_code

    from {{ ref('int_usage_priced') }}

),

usage_tiers as (

    select
        tiers.charge_id,
        tiers.tier_number,
        tiers.tier_quantity as quantity,
        tiers.unit_price,
        tiers.unrounded_cost,
        charges.currency_code

    from {{ ref('int_usage_tiers') }} as tiers

    inner join {{ ref('int_charges') }} as charges
        on tiers.charge_id = charges.charge_id

),

purchase_tiers as (

    select
        charges.charge_id,
        tiers.tier_number,
        tiers.tier_quantity as quantity,
        tiers.unit_price,
        tiers.unrounded_price as unrounded_cost,
        charges.currency_code

    from {{ ref('int_purchase_tiers') }} as tiers

    inner join {{ ref('int_charges') }} as charges
        on charges.charge_id = 'order:' || tiers.order_line_id

),

fct_charge_tiers as (

    select
        charge_id,
        cast(1 as bigint) as tier_number,
        pricing_quantity as quantity,
        unit_price,
        cast(unit_price * pricing_quantity as decimal(38, 20)) as unrounded_cost,
        currency_code

    from usage_listed
    where tier_model = 'flat' and pricing_quantity > 0

    union all

    select * from usage_tiers

    union all

    select * from purchase_tiers

)

select * from fct_charge_tiers
