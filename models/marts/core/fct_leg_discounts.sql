{{ config(materialized='view') }}

with

legs as (

    select
        *,
        case when is_net then contracted_cost else charge_list_cost end as start_cost

    from {{ ref('int_charge_legs') }}

),

voucher_steps as (

    select
        draws.charge_id,
        draws.leg_number,
        draws.voucher_id,
        draws.voucher_cost,
        row_number() over (
            partition by draws.charge_id, draws.leg_number
            order by
                vouchers.voucher_type = 'partner_designated' desc,
                vouchers.valid_to asc,
                draws.voucher_id asc
        ) as place

    from {{ ref('int_voucher_draws') }} as draws

    inner join {{ ref('int_vouchers_validated') }} as vouchers
        on draws.voucher_id = vouchers.voucher_id

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
        not legs.is_net
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
    where discount_id is not null and contracted_cost != base_cost

    union all

    select
        legs.leg_id,
        legs.start_cost,
        4 as step_rank,
        voucher_steps.place,
        'voucher' as step,
        voucher_steps.voucher_id as rule_id,
        -voucher_steps.voucher_cost as change_cost,
        legs.currency_code

    from legs

    inner join voucher_steps
        on
            legs.charge_id = voucher_steps.charge_id
            and legs.leg_number = voucher_steps.leg_number

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

fct_leg_discounts as (

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

select * from fct_leg_discounts
