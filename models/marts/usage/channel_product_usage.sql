with

channel_product_usage as (

    select
        channel_code,
        usage_date,
        product_code,
        product_name,
        unit,
        quantity,
        list_cost,
        utility_cost,
        customer_cost,
        currency_code

    from {{ ref('int_channel_usage') }}

)

select * from channel_product_usage
