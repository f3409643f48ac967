with

entitlements as (

    select
        entitlement_id,
        valid_to

    from {{ ref('int_entitlements_validated') }}

),

charges as (

    select
        charge_id,
        reserved_cost

    from {{ ref('int_charges') }}
    where charge_category = 'usage' and reserved_cost != 0

),

reserved_draws as (

    select
        drawn.charge_id,
        drawn.entitlement_id,
        charges.reserved_cost,
        sum(drawn.drawn_quantity) over (
            partition by drawn.charge_id
            order by entitlements.valid_to, drawn.entitlement_id
        ) as drawn_quantity,
        drawn.drawn_quantity as own_quantity,
        sum(drawn.drawn_quantity) over (partition by drawn.charge_id) as all_quantity,
        row_number() over (
            partition by drawn.charge_id
            order by entitlements.valid_to, drawn.entitlement_id
        ) as place

    from {{ ref('int_entitlement_draws') }} as drawn

    inner join charges
        on drawn.charge_id = charges.charge_id

    inner join entitlements
        on drawn.entitlement_id = entitlements.entitlement_id

    where drawn.entitlement_kind = 'reserved_instance'

),

reserved_units as (

    select
        *,
        {{ shared_units('drawn_quantity', 'all_quantity') }} as drawn_units,
        {{ shared_units('(drawn_quantity - own_quantity)', 'all_quantity') }}
            as earlier_units,
        {{ shared_units('all_quantity', 'all_quantity') }} as all_units

    from reserved_draws

),

-- instances that cover one charge share its reserved cost by the seconds each covers
reserved_shares as (

    select
        charge_id,
        'reserved' as benefit,
        entitlement_id,
        place,
        {{ portion_of_cost('reserved_cost', 'drawn_units', 'all_units') }}
        - {{ portion_of_cost('reserved_cost', 'earlier_units', 'all_units') }}
            as benefit_cost

    from reserved_units

),

plan_draws as (

    select
        drawn.charge_id,
        'plan' as benefit,
        drawn.entitlement_id,
        row_number() over (
            partition by drawn.charge_id
            order by entitlements.valid_to, drawn.entitlement_id
        ) as place,
        drawn.drawn_cost as benefit_cost

    from {{ ref('int_savings_plan_draws') }} as drawn

    inner join entitlements
        on drawn.entitlement_id = entitlements.entitlement_id

),

charge_benefits as (

    select
        charge_id,
        benefit,
        entitlement_id,
        cast(place as bigint) as place,
        cast(benefit_cost as decimal(38, 8)) as benefit_cost

    from (
        select * from reserved_shares
        union all
        select * from plan_draws
    ) as benefits

)

select * from charge_benefits
