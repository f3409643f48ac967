{{ config(materialized='view') }}

with

tax_rates as (

    select * from {{ current_records('tax_rates') }} as current_tax_rates

),

tax_rates_checked as (

    select
        *,
        cast(null as {{ type_text() }}) as rejection_reason

    from tax_rates

)

select * from tax_rates_checked
