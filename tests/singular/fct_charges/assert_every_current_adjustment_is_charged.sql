-- Every current bill adjustment is one charge (rules 6.6).
-- If it fails, a compensation that the provider granted is on no bill.
-- It does not compare its amount.
with

adjustments as (

    select adjustment_id
    from {{ ref('int_bill_adjustments_validated') }}
    where rejection_reason is null

),

charges as (

    select charge_id
    from {{ ref('fct_charges') }}
    where charge_category = 'adjustment'

),

adjustments_not_charged_once as (

    select
        adjustments.adjustment_id,
        charges.charge_id

    from adjustments

    full outer join charges
        on charges.charge_id = concat('adjustment:', adjustments.adjustment_id)

    where adjustments.adjustment_id is null or charges.charge_id is null

)

select * from adjustments_not_charged_once
