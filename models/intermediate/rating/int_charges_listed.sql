with

charges_listed as (

    select * from {{ ref('int_usage_charged') }}
    union all
    select * from {{ ref('int_orders_charged') }}
    union all
    select * from {{ ref('int_adjustments_charged') }}

)

select * from charges_listed
