with

points as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }} as month_started_at,
        {{ billing_date_of('bucket_started_at') }} as usage_date,
        -- a point that fits no quantity is above all others
        coalesce(
            {{ joined_quantity(
                'sum(consumed_ten_billions)', 'sum(consumed_quantity)'
            ) }},
            {{ beyond_quantities() }}
        ) as point_quantity

    from {{ ref('int_usage_aggregated') }}

    where
        metering = 'p95'
        and bucket_started_at is not null
        and not ends_before_it_starts
        and {{ is_touched_usage(
            'int_usage_aggregated',
            charge_bucket(
                'int_usage_aggregated.bucket_started_at', 'int_usage_aggregated.metering'
            )
        ) }}
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        metering

),

daily_points as (

    select
        *,
        max(point_quantity) over (
            partition by owner_account_id, resource_id, sku_id, region_id, usage_date
        ) as highest_of_day

    from points

),

-- only points of days with traffic count; the top twentieth is dropped
ranked_points as (

    select
        *,
        row_number() over (
            partition by
                owner_account_id, resource_id, sku_id, region_id, month_started_at
            order by point_quantity desc
        ) as point_rank,
        count(*) over (
            partition by
                owner_account_id, resource_id, sku_id, region_id, month_started_at
        ) as point_count

    from daily_points
    where highest_of_day > 0

),

highest_points_left as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        month_started_at,
        point_count,
        point_quantity as percentile_quantity,
        {{ usage_days_ratio('point_count', 'usage_date') }} as usage_days_ratio

    from ranked_points
    where point_rank = {{ whole_quotient('point_count', 20) }} + 1

),

bandwidth_percentiles as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        month_started_at,
        point_count,
        percentile_quantity,
        usage_days_ratio,
        case
            when percentile_quantity = {{ beyond_quantities() }} then null
            when percentile_quantity < 100000000000000000
                then {{ as_quantity('percentile_quantity * usage_days_ratio') }}
            else
                {{ exact_product(
                    'percentile_quantity', 10, 'usage_days_ratio', 10, 10
                ) }}
        end as consumed_quantity

    from highest_points_left

)

select * from bandwidth_percentiles
