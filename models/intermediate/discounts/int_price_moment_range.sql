with

-- the latest moment at which anything can be priced, and now
price_moments_bounded as (

    select max(usage_started_at) as horizon_at

    from {{ ref('stg_usage') }}
    where rejection_reason is null

    union all

    select max(placed_at) as horizon_at

    from {{ ref('stg_orders') }}
    where rejection_reason is null

    union all

    select now_at as horizon_at

    from {{ ref('int_as_of') }}

)

select * from price_moments_bounded
