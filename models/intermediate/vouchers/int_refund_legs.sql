with

refunds as (

    select
        charge_id,
        original_charge_id,
        refunded_share,
        transaction_at,
        leg_number

    from {{ ref('int_legs_priced') }}
    where charge_category = 'refund'

),

purchases as (

    select
        charge_id,
        adjusted_charge_id,
        transaction_at,
        leg_number,
        contracted_cost

    from {{ ref('int_legs_priced') }}
    where charge_category = 'purchase'

),

voucher_costs as (

    select
        charge_id,
        leg_number,
        sum(voucher_cost) as voucher_cost

    from {{ ref('int_voucher_draws') }}
    where charge_category = 'purchase'
    group by charge_id, leg_number

),

paid_legs as (

    select
        purchases.charge_id,
        purchases.adjusted_charge_id,
        purchases.transaction_at,
        purchases.leg_number,
        purchases.contracted_cost
        - coalesce(voucher_costs.voucher_cost, cast(0 as decimal(38, 8))) as paid_cost

    from purchases

    left join voucher_costs
        on
            purchases.charge_id = voucher_costs.charge_id
            and purchases.leg_number = voucher_costs.leg_number

),

-- a line and the adjustments of it that were paid by the time of the refund
refunded_legs as (

    select
        refunds.charge_id,
        refunds.leg_number,
        refunds.refunded_share,
        sum(paid_legs.paid_cost) as paid_cost

    from refunds

    inner join paid_legs
        on
            refunds.leg_number = paid_legs.leg_number
            and {{ is_given_back('refunds', 'paid_legs') }}

    group by refunds.charge_id, refunds.leg_number, refunds.refunded_share

),

-- each tier gets back its share of what it paid; voucher money is not refunded
refund_legs as (

    select
        charge_id,
        leg_number,
        -{{ cost_at_rate('paid_cost', 'refunded_share') }} as contracted_cost

    from refunded_legs

)

select * from refund_legs
