with

prices as (

    select
        sku_id,
        region_id,
        coalesce(region_id, '') as region_key,
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

cuts as (

    select
        sku_id,
        region_key,
        set_from as valid_from

    from prices

    union

    select
        sku_id,
        region_key,
        valid_to as valid_from

    from prices

),

segments as (

    select
        sku_id,
        region_key,
        valid_from,
        lead(valid_from) over (
            partition by sku_id, region_key
            order by valid_from
        ) as valid_to

    from cuts

),

-- of the sets that have a valid row in a segment the latest counts
segment_rows as (

    select
        segments.sku_id,
        prices.region_id,
        segments.region_key,
        segments.valid_from,
        segments.valid_to,
        prices.set_from,
        prices.tier_lower_bound,
        prices.tier_model,
        prices.unit_price,
        prices.currency_code,
        max(prices.set_from) over (
            partition by segments.sku_id, segments.region_key, segments.valid_from
        ) as latest_set_from

    from segments

    inner join prices
        on
            segments.sku_id = prices.sku_id
            and segments.region_key = prices.region_key
            and segments.valid_from >= prices.set_from
            and segments.valid_from < prices.valid_to

    where segments.valid_to is not null

),

-- the lowest tier begins at 0 and speaks for the set
list_prices_dated as (

    select
        sku_id,
        region_id,
        valid_from,
        valid_to,
        row_number() over (
            partition by sku_id, region_key, valid_from
            order by tier_lower_bound
        ) as tier_number,
        count(*) over (
            partition by sku_id, region_key, valid_from
        ) as tier_count,
        case
            when
                row_number() over (
                    partition by sku_id, region_key, valid_from
                    order by tier_lower_bound
                ) = 1
                then cast(0 as decimal(28, 10))
            else tier_lower_bound
        end as tier_lower_bound,
        lead(tier_lower_bound) over (
            partition by sku_id, region_key, valid_from
            order by tier_lower_bound
        ) as tier_upper_bound,
        first_value(tier_model) over (
            partition by sku_id, region_key, valid_from
            order by tier_lower_bound
        ) as tier_model,
        unit_price,
        first_value(currency_code) over (
            partition by sku_id, region_key, valid_from
            order by tier_lower_bound
        ) as currency_code

    from segment_rows
    where set_from = latest_set_from

)

select * from list_prices_dated
