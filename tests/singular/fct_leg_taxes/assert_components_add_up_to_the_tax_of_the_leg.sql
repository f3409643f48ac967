-- The components of a leg's tax add up to its tax, and a taxed leg has at least one
-- (rules 7.3, R127).
-- If it fails, a tax return by component has another sum than the bill.
-- It does not say that the tax region is right.
{{ config(tags=['deep']) }}

with

legs as (

    select
        leg_id,
        tax_cost

    from {{ ref('fct_rated_legs') }}
    where tax_cost != 0

),

components as (

    select
        leg_id,
        sum(tax_cost) as tax_cost

    from {{ ref('fct_leg_taxes') }}
    group by leg_id

),

legs_that_differ as (

    select
        coalesce(legs.leg_id, components.leg_id) as leg_id,
        legs.tax_cost as leg_tax_cost,
        components.tax_cost as component_tax_cost

    from legs

    full outer join components
        on legs.leg_id = components.leg_id

    where coalesce(legs.tax_cost, 0) != coalesce(components.tax_cost, 0)

)

select * from legs_that_differ
