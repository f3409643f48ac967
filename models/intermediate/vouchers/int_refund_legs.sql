{{ config(materialized='view') }}

with

refunds as (

    select
        charge_id,
        original_charge_id,
        refunded_share,
        transaction_at

    from {{ ref('int_charges') }}
    where charge_category = 'refund'

),

original_legs as (

    select
        charge_id,
        terms_number,
        leg_number,
        leg_kind,
        buyer_account_id,
        contracted_cost - voucher_cost as paid_cost

    from {{ ref('int_legs_vouchered') }}
    where charge_category = 'purchase'

),

-- each tier gets back its share of what it paid; voucher money is not refunded
refund_legs_returned as (

    select
        refunds.charge_id,
        original_legs.terms_number,
        original_legs.leg_number,
        original_legs.leg_kind,
        original_legs.buyer_account_id,
        refunds.transaction_at,
        -{{ cost_at_rate('original_legs.paid_cost', 'refunds.refunded_share') }}
            as contracted_cost

    from refunds

    inner join original_legs
        on refunds.original_charge_id = original_legs.charge_id

)

select * from refund_legs_returned
