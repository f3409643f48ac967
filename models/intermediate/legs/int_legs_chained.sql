{{ config(materialized='view') }}

with

charges as (

    select * from {{ ref('int_charges') }}
    where charge_category in ('usage', 'purchase')

),

terms as (

    select * from {{ ref('int_leg_terms') }}

),

-- every tier's leg of one charge: the chain of its owner at the identity moment, the
-- discount in force at the price moment
legs_chained as (

    select
        charges.charge_id,
        terms.terms_number,
        terms.leg_number,
        terms.leg_kind,
        terms.seller_account_id,
        terms.buyer_account_id,
        terms.product_code,
        terms.discount_id,
        terms.discount_multiplier,
        terms.contract_unit_price,
        charges.owner_account_id,
        charges.charge_category,
        charges.billing_mode,
        charges.sku_id,
        charges.order_id,
        charges.billing_month,
        charges.transaction_at,
        charges.reserved_quantity,
        charges.pricing_quantity,
        charges.list_cost,
        charges.reserved_cost,
        charges.plan_cost,
        charges.currency_code

    from charges

    inner join terms
        on
            charges.owner_account_id = terms.owner_account_id
            and charges.sku_id = terms.sku_id
            and charges.identity_at >= terms.path_from
            and charges.identity_at < terms.path_to
            and {{ is_in_force('terms', 'charges.price_at') }}

)

select * from legs_chained
