-- Every charge has exactly one leg 1, and every leg belongs to a charge (rules
-- 11.1).
-- If it fails, a cost of the provider is billed to no party, or to two.
-- It does not say that the right partner pays: see the test of the chain.
{{ config(tags=['deep']) }}

with

charges as (

    select charge_id from {{ ref('fct_charges') }}

),

first_legs as (

    select
        charge_id,
        sum(case when leg_number = 1 then 1 else 0 end) as first_leg_count

    from {{ ref('fct_rated_legs') }}
    group by charge_id

),

charges_without_one_first_leg as (

    select
        charges.charge_id,
        first_legs.charge_id as leg_charge_id,
        first_legs.first_leg_count

    from charges

    full outer join first_legs
        on charges.charge_id = first_legs.charge_id

    where
        charges.charge_id is null
        or first_legs.first_leg_count is null
        or first_legs.first_leg_count != 1

)

select * from charges_without_one_first_leg
