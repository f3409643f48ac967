-- A forbidden purchase is a charge and is rated down to its owner nevertheless (rules
-- 9.4).
-- If it fails, a forbidden purchase was dropped.
-- It does not say which purchases are forbidden.
{{ config(tags=['deep']) }}

with

forbidden as (

    select
        charge_id,
        owner_account_id,
        list_cost

    from {{ ref('forbidden_purchases') }}

),

legs as (

    select
        charge_id,
        buyer_account_id

    from {{ ref('fct_rated_legs') }}

),

purchases_not_billed as (

    select forbidden.*

    from forbidden

    left join {{ ref('fct_charges') }} as charges
        on
            forbidden.charge_id = charges.charge_id
            and forbidden.list_cost = charges.list_cost
            and charges.charge_category = 'purchase'

    left join legs
        on
            forbidden.charge_id = legs.charge_id
            and forbidden.owner_account_id = legs.buyer_account_id

    where charges.charge_id is null or legs.charge_id is null

)

select * from purchases_not_billed
