{{ config(materialized='view') }}

with

legs as (

    select
        *,
        charge_category in ('usage', 'purchase') as is_sold,
        case
            when charge_category in ('usage', 'purchase') then charge_list_cost
            else contracted_cost
        end as start_cost

    from {{ ref('int_charge_legs') }}

),

vouchers as (

    select
        drawn.charge_id,
        drawn.leg_number,
        drawn.voucher_id,
        drawn.voucher_cost,
        row_number() over (
            partition by drawn.charge_id, drawn.leg_number
            order by
                opened.is_designated desc, opened.valid_to asc, drawn.voucher_id asc
        ) as place

    from {{ ref('int_voucher_draws') }} as drawn

    inner join {{ ref('int_vouchers_opened') }} as opened
        on drawn.voucher_id = opened.voucher_id

),

-- refunds and adjustments are net: nothing is taken off them but tax is added
steps as (

    select
        legs.leg_id,
        legs.start_cost,
        case benefits.benefit when 'reserved' then 1 else 2 end as step_rank,
        benefits.place,
        benefits.benefit as step,
        benefits.entitlement_id as rule_id,
        -benefits.benefit_cost as change_cost,
        legs.currency_code

    from legs

    inner join {{ ref('int_charge_benefits') }} as benefits
        on legs.charge_id = benefits.charge_id

    where
        legs.is_sold
        and benefits.benefit_cost != 0
        and (benefits.benefit = 'reserved' or {{ plan_benefits_leg('legs.leg_kind') }})

    union all

    select
        leg_id,
        start_cost,
        3 as step_rank,
        1 as place,
        case discount_kind
            when 'contract_price' then 'contract_price' else 'discount'
        end as step,
        discount_id as rule_id,
        contracted_cost - base_cost as change_cost,
        currency_code

    from legs
    where discount_id is not null

    union all

    select
        legs.leg_id,
        legs.start_cost,
        4 as step_rank,
        vouchers.place,
        'voucher' as step,
        vouchers.voucher_id as rule_id,
        -vouchers.voucher_cost as change_cost,
        legs.currency_code

    from legs

    inner join vouchers
        on
            legs.charge_id = vouchers.charge_id
            and legs.leg_number = vouchers.leg_number

    union all

    select
        legs.leg_id,
        legs.start_cost,
        5 as step_rank,
        row_number() over (
            partition by legs.leg_id
            order by taxes.tax_component
        ) as place,
        'tax' as step,
        taxes.tax_rate_id as rule_id,
        taxes.tax_cost as change_cost,
        legs.currency_code

    from legs

    inner join {{ ref('int_leg_taxes') }} as taxes
        on legs.leg_id = taxes.leg_id

    where taxes.tax_cost != 0

),

legs_waterfalled as (

    select
        leg_id,
        row_number() over (
            partition by leg_id
            order by step_rank, place
        ) as step_number,
        step,
        rule_id,
        cast(
            start_cost - change_cost + sum(change_cost) over (
                partition by leg_id
                order by step_rank, place
            ) as decimal(38, 8)
        ) as cost_before,
        cast(
            start_cost + sum(change_cost) over (
                partition by leg_id
                order by step_rank, place
            ) as decimal(38, 8)
        ) as cost_after,
        currency_code

    from steps

)

select * from legs_waterfalled
