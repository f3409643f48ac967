with

list_prices as (

    select *
    from
        {{ referenced_records('list_prices', [], sku=true) }} as list_prices_referenced

),

list_prices_checked as (

    select
        *,
        reference_reason as rejection_reason

    from list_prices

)

select * from list_prices_checked
