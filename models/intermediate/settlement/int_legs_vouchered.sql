{{ config(materialized='view') }}

with

legs_priced as (

    select * from {{ ref('int_legs_priced') }}

),

legs_vouchered as (

    select
        *,
        cast(0 as decimal(38, 8)) as voucher_cost

    from legs_priced

)

select * from legs_vouchered
