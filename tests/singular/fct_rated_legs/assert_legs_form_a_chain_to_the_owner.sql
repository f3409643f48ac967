-- The legs of a charge are numbered from 1 without a gap, the buyer of a leg sells
-- the next one, and the last buyer is the owner; an adjustment has one leg (rules
-- 11.2).
-- If it fails, a party buys what no party sells on, and the bill of a tier misses the
-- charge.
-- It does not say that the chain was in force at the instant of the charge.
{{ config(tags=['deep']) }}

with

charges as (

    select
        charge_id,
        charge_category,
        owner_account_id

    from {{ ref('fct_charges') }}

),

legs as (

    select
        charge_id,
        leg_id,
        leg_number,
        seller_account_id,
        buyer_account_id,
        row_number() over (
            partition by charge_id
            order by leg_number
        ) as place,
        lead(seller_account_id) over (
            partition by charge_id
            order by leg_number
        ) as next_seller_account_id

    from {{ ref('fct_rated_legs') }}

),

broken_links as (

    select
        legs.leg_id,
        legs.leg_number,
        legs.place,
        legs.buyer_account_id,
        legs.next_seller_account_id,
        charges.owner_account_id

    from legs

    inner join charges
        on legs.charge_id = charges.charge_id

    where
        legs.leg_number != legs.place
        or (charges.charge_category = 'adjustment' and legs.place > 1)
        or (
            charges.charge_category != 'adjustment'
            and legs.buyer_account_id
            != coalesce(legs.next_seller_account_id, charges.owner_account_id)
        )

)

select * from broken_links
