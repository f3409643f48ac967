{{ config(materialized='view') }}

with

bill_b_reseller_view as (

    select * from {{ ref('int_reseller_lines') }}

)

select * from bill_b_reseller_view
