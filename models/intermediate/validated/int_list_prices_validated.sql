with

list_prices as (

    select * from {{ current_records('list_prices') }} as current_records

),

skus as (

    select sku_id

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

list_prices_validated as (

    select
        list_prices.*,
        case
            when skus.sku_id is null then 'unknown_sku'
        end as rejection_reason

    from list_prices

    left join skus
        on list_prices.sku_id = skus.sku_id

)

select * from list_prices_validated
