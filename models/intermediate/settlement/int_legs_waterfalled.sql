{{ config(materialized='view') }}

with

legs as (

    select * from {{ ref('int_legs_settled') }}

),

-- refunds and adjustments are net: nothing is taken off them but tax is added
steps as (

    select
        leg_id,
        1 as step_number,
        'reserved' as step,
        cast(null as varchar) as rule_id,
        charge_list_cost as cost_before,
        charge_list_cost - reserved_cost as cost_after,
        currency_code

    from legs
    where charge_category in ('usage', 'purchase') and reserved_cost != 0

    union all

    select
        leg_id,
        2 as step_number,
        'plan' as step,
        cast(null as varchar) as rule_id,
        charge_list_cost - reserved_cost as cost_before,
        base_cost as cost_after,
        currency_code

    from legs
    where
        charge_category in ('usage', 'purchase')
        and base_cost != charge_list_cost - reserved_cost

    union all

    select
        leg_id,
        3 as step_number,
        case discount_kind
            when 'contract_price' then 'contract_price' else 'discount'
        end as step,
        discount_id as rule_id,
        base_cost as cost_before,
        contracted_cost as cost_after,
        currency_code

    from legs
    where discount_id is not null

    union all

    select
        leg_id,
        4 as step_number,
        'voucher' as step,
        cast(null as varchar) as rule_id,
        contracted_cost as cost_before,
        pretax_cost as cost_after,
        currency_code

    from legs
    where voucher_cost != 0

    union all

    select
        leg_id,
        5 as step_number,
        'tax' as step,
        cast(null as varchar) as rule_id,
        pretax_cost as cost_before,
        billed_cost as cost_after,
        currency_code

    from legs
    where tax_cost != 0

),

legs_waterfalled as (

    select
        leg_id,
        cast(step_number as bigint) as step_number,
        step,
        rule_id,
        cost_before,
        cost_after,
        currency_code

    from steps

)

select * from legs_waterfalled
