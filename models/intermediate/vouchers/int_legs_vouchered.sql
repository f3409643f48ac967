{{ config(materialized='view') }}

with

legs_priced as (

    select * from {{ ref('int_legs_priced') }}

),

vouchers_drawn as (

    select
        charge_id,
        charge_category,
        leg_number,
        sum(voucher_cost) as voucher_cost

    from {{ ref('int_voucher_draws') }}
    group by charge_id, charge_category, leg_number

),

-- by category too: the engine then reads no other draws where purchases are asked for
legs_vouchered as (

    select
        legs_priced.*,
        coalesce(vouchers_drawn.voucher_cost, cast(0 as decimal(38, 8)))
            as voucher_cost

    from legs_priced

    left join vouchers_drawn
        on
            legs_priced.charge_id = vouchers_drawn.charge_id
            and legs_priced.charge_category = vouchers_drawn.charge_category
            and legs_priced.leg_number = vouchers_drawn.leg_number

)

select * from legs_vouchered
