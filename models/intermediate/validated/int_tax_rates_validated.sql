with

tax_rates as (

    select * from {{ current_records('tax_rates') }} as current_records

),

-- no rule looks at other records: a tax rate names no other record
tax_rates_validated as (

    select
        *,
        cast(null as {{ type_text() }}) as rejection_reason

    from tax_rates

)

select * from tax_rates_validated
