{{ config(materialized='view') }}

with

currencies as (

    select
        currency_code,
        currency_name,
        cast(currency_digits as integer) as currency_digits

    from {{ ref('currencies') }}

)

select * from currencies
