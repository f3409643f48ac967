with

orders as (

    select *
    from
        {{
            referenced_records('orders', ['owner_account_id'], sku=true)
        }} as orders_referenced

),

price_sets as (

    select
        sku_id,
        region_id,
        valid_from,
        valid_to,
        currency_code

    from {{ ref('int_price_sets') }}
    where tier_number = 1

),

-- the set in force when the order was placed; refunds take their original's figures
orders_priced as (

    select
        orders.*,
        regional_prices.region_id as price_region_id,
        coalesce(regional_prices.valid_from, general_prices.valid_from)
            as price_valid_from,
        coalesce(regional_prices.currency_code, general_prices.currency_code)
            as price_currency_code

    from orders

    left join price_sets as regional_prices
        on
            orders.sku_id = regional_prices.sku_id
            and orders.region_id = regional_prices.region_id
            and {{ is_in_force('regional_prices', 'orders.placed_at') }}

    left join price_sets as general_prices
        on
            orders.sku_id = general_prices.sku_id
            and general_prices.region_id is null
            and {{ is_in_force('general_prices', 'orders.placed_at') }}

)

select * from orders_priced
