{{ config(materialized='view') }}

with

adjustments as (

    select
        'adjustment:' || adjustment_id as charge_id,
        reseller_account_id

    from {{ ref('int_bill_adjustments_validated') }}
    where rejection_reason is null

),

charges as (

    select * from {{ ref('int_charges') }}
    where charge_category = 'adjustment'

),

terms as (

    select * from {{ ref('int_leg_terms') }}
    where sku_id is null

),

-- only between the provider and the partner, never downstream
adjustment_legs_booked as (

    select
        charges.charge_id,
        terms.terms_number,
        terms.leg_number,
        terms.leg_kind,
        terms.buyer_account_id,
        charges.transaction_at,
        charges.list_cost as contracted_cost

    from charges

    inner join adjustments
        on charges.charge_id = adjustments.charge_id

    inner join terms
        on
            charges.owner_account_id = terms.owner_account_id
            and charges.provider_account_id = terms.seller_account_id
            and adjustments.reseller_account_id = terms.buyer_account_id

)

select * from adjustment_legs_booked
