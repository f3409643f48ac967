with

list_prices as (

    select
        sku_id,
        region_id,
        valid_from as set_from,
        coalesce(valid_to, {{ end_of_time() }}) as valid_to,
        tier_lower_bound,
        tier_model,
        unit_price,
        currency_code

    from {{ ref('int_list_prices_validated') }}
    where
        rejection_reason is null
        and valid_from < coalesce(valid_to, {{ end_of_time() }})

),

priced_regions as (

    select
        sku_id,
        region_id

    from list_prices
    where region_id is not null
    group by sku_id, region_id

),

-- in a region with prices of its own the region-less prices fill the gaps
region_prices as (

    select
        *,
        true as is_own_price,
        coalesce(region_id, '') as region_key

    from list_prices

    union all

    select
        list_prices.sku_id,
        priced_regions.region_id,
        list_prices.set_from,
        list_prices.valid_to,
        list_prices.tier_lower_bound,
        list_prices.tier_model,
        list_prices.unit_price,
        list_prices.currency_code,
        false as is_own_price,
        priced_regions.region_id as region_key

    from list_prices

    inner join priced_regions
        on list_prices.sku_id = priced_regions.sku_id

    where list_prices.region_id is null

),

starts as (

    select
        sku_id,
        region_key,
        set_from as valid_from

    from region_prices

    union

    select
        sku_id,
        region_key,
        valid_to as valid_from

    from region_prices

),

-- between two starts the same rows are valid
intervals as (

    select
        sku_id,
        region_key,
        valid_from,
        lead(valid_from) over (
            partition by sku_id, region_key
            order by valid_from
        ) as valid_to

    from starts

),

-- any set of the region before every region-less one, then the latest (rules 3.3)
valid_prices as (

    select
        intervals.sku_id,
        region_prices.region_id,
        intervals.region_key,
        intervals.valid_from,
        intervals.valid_to,
        region_prices.tier_lower_bound,
        region_prices.tier_model,
        region_prices.unit_price,
        region_prices.currency_code,
        rank() over (
            partition by
                intervals.sku_id, intervals.region_key, intervals.valid_from
            order by region_prices.is_own_price desc, region_prices.set_from desc
        ) as set_rank

    from intervals

    inner join region_prices
        on
            intervals.sku_id = region_prices.sku_id
            and intervals.region_key = region_prices.region_key
            and intervals.valid_from >= region_prices.set_from
            and intervals.valid_from < region_prices.valid_to

    where intervals.valid_to is not null

),

price_tiers as (

    select
        *,
        row_number() over (
            partition by sku_id, region_key, valid_from
            order by tier_lower_bound
        ) as tier_number

    from valid_prices
    where set_rank = 1

),

-- the lowest tier begins at 0; its model and currency count for the set
price_sets as (

    select
        dense_rank() over (order by sku_id, region_key, valid_from) as price_set_key,
        sku_id,
        region_id,
        region_key,
        valid_from,
        valid_to,
        tier_number,
        count(*) over (
            partition by sku_id, region_key, valid_from
        ) as tier_count,
        case
            when tier_number = 1 then cast(0 as decimal(28, 10))
            else tier_lower_bound
        end as tier_lower_bound,
        lead(tier_lower_bound) over (
            partition by sku_id, region_key, valid_from
            order by tier_number
        ) as tier_upper_bound,
        first_value(tier_model) over (
            partition by sku_id, region_key, valid_from
            order by tier_number
        ) as tier_model,
        unit_price,
        max(unit_price) over (
            partition by sku_id, region_key, valid_from
        ) as highest_unit_price,
        first_value(currency_code) over (
            partition by sku_id, region_key, valid_from
            order by tier_number
        ) as currency_code

    from price_tiers

)

select * from price_sets
