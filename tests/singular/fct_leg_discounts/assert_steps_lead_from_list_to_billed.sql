-- The named steps of a leg lead without a gap from the list cost of its charge to
-- what is billed; a leg without steps is billed at list (rules 11.7). Refunds and
-- adjustments are net: they start at their net amount.
-- If it fails, the steps do not explain a price.
-- It does not say that a step has the right amount.
{{ config(tags=['deep']) }}

with

legs as (

    select
        leg_id,
        charge_id,
        contracted_cost,
        billed_cost

    from {{ ref('fct_rated_legs') }}

),

charges as (

    select
        charge_id,
        charge_category,
        list_cost

    from {{ ref('fct_charges') }}

),

steps as (

    select
        leg_id,
        step_number,
        cost_before,
        cost_after,
        lag(cost_after) over (
            partition by leg_id
            order by step_number
        ) as cost_after_last_step,
        row_number() over (
            partition by leg_id
            order by step_number
        ) as place,
        row_number() over (
            partition by leg_id
            order by step_number desc
        ) as place_from_end

    from {{ ref('fct_leg_discounts') }}

),

step_totals as (

    select
        leg_id,
        max(case when place = 1 then cost_before end) as first_cost,
        max(case when place_from_end = 1 then cost_after end) as last_cost,
        sum(
            case
                when place > 1 and cost_before != cost_after_last_step then 1
                else 0
            end
        ) as gap_count

    from steps
    group by leg_id

),

legs_with_steps as (

    select
        legs.leg_id,
        case
            when charges.charge_category in ('usage', 'purchase')
                then charges.list_cost
            else legs.contracted_cost
        end as start_cost,
        step_totals.first_cost,
        step_totals.last_cost,
        step_totals.gap_count,
        legs.billed_cost

    from legs

    inner join charges
        on legs.charge_id = charges.charge_id

    left join step_totals
        on legs.leg_id = step_totals.leg_id

),

legs_with_a_gap as (

    select *
    from legs_with_steps
    where
        start_cost != coalesce(first_cost, start_cost)
        or billed_cost != coalesce(last_cost, start_cost)
        or gap_count > 0

)

select * from legs_with_a_gap
