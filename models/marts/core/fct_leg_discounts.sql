{{ config(materialized='view') }}

with

fct_leg_discounts as (

    select
        leg_id,
        step_number,
        step,
        rule_id,
        cost_before,
        cost_after,
        currency_code

    from {{ ref('int_price_waterfall_steps') }}

)

select * from fct_leg_discounts
