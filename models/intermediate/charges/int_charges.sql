with

charges_listed as (

    select * from {{ ref('int_usage_charges') }}
    union all
    select * from {{ ref('int_order_charges') }}
    union all
    select * from {{ ref('int_adjustment_charges') }}

)

select * from charges_listed
