-- The margins of all tiers on an owner's charges add up to what the owner pays less
-- what the provider gets, without adjustments.
-- If it fails, a tier's margin has revenue without its cost, or the cost of another
-- charge.
-- It does not say how the margin divides among the tiers.
{{ config(tags=['deep']) }}
with

earned as (

    select
        owner_account_id,
        currency_code,
        sum(margin_cost) as margin_cost

    from {{ ref('margins') }}
    group by owner_account_id, currency_code

),

legs as (

    select
        owner_account_id,
        currency_code,
        case when buyer_account_id = owner_account_id then pretax_cost else 0 end
            as paid_cost,
        case when leg_number = 1 then pretax_cost else 0 end as received_cost

    from {{ ref('fct_rated_legs') }}
    where not starts_with(charge_id, 'adjustment:')

),

between_legs as (

    select
        owner_account_id,
        currency_code,
        sum(paid_cost) - sum(received_cost) as margin_cost

    from legs
    group by owner_account_id, currency_code

),

owners_that_differ as (

    select
        coalesce(earned.owner_account_id, between_legs.owner_account_id)
            as owner_account_id,
        coalesce(earned.currency_code, between_legs.currency_code) as currency_code,
        earned.margin_cost,
        between_legs.margin_cost as expected_margin_cost

    from earned

    full outer join between_legs
        on
            earned.owner_account_id = between_legs.owner_account_id
            and earned.currency_code = between_legs.currency_code

    where
        coalesce(earned.margin_cost, 0) != coalesce(between_legs.margin_cost, 0)

)

select * from owners_that_differ
