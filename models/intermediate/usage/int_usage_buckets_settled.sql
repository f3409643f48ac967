with

usage_aggregated as (

    select * from {{ ref('int_usage_aggregated') }}

),

last_described as (

    select * from {{ ref('int_usage_last_described') }}

),

bandwidth as (

    select * from {{ ref('int_bandwidth_percentiles') }}

),

buckets_summed as (

    select
        usage_aggregated.owner_account_id,
        usage_aggregated.resource_id,
        usage_aggregated.sku_id,
        usage_aggregated.region_id,
        last_described.bucket_started_at,
        sum(usage_aggregated.consumed_quantity) as consumed_quantity,
        min(usage_aggregated.first_used_at) as first_used_at,
        max(usage_aggregated.last_used_at) as last_used_at,
        max(usage_aggregated.recorded_at) as recorded_at,
        sum(usage_aggregated.record_count) as record_count,
        max(usage_aggregated.metering) as metering

    from usage_aggregated

    inner join last_described
        on
            {{ same_bucket('usage_aggregated', 'last_described') }}

    group by
        usage_aggregated.owner_account_id,
        usage_aggregated.resource_id,
        usage_aggregated.sku_id,
        usage_aggregated.region_id,
        last_described.bucket_started_at

),

buckets_settled as (

    select
        buckets_summed.owner_account_id,
        buckets_summed.resource_id,
        buckets_summed.sku_id,
        buckets_summed.region_id,
        buckets_summed.bucket_started_at,
        last_described.operator_account_id,
        last_described.resource_name,
        last_described.project,
        last_described.zone_id,
        last_described.tags,
        case
            when buckets_summed.metering = 'p95'
                then coalesce(bandwidth.consumed_quantity, cast(0 as decimal(38, 10)))
            else buckets_summed.consumed_quantity
        end as consumed_quantity,
        buckets_summed.first_used_at,
        buckets_summed.last_used_at,
        buckets_summed.recorded_at,
        cast(buckets_summed.record_count as bigint) as record_count

    from buckets_summed

    inner join last_described
        on
            buckets_summed.owner_account_id = last_described.owner_account_id
            and buckets_summed.resource_id = last_described.resource_id
            and buckets_summed.sku_id = last_described.sku_id
            and coalesce(buckets_summed.region_id, '')
            = coalesce(last_described.region_id, '')
            and buckets_summed.bucket_started_at = last_described.bucket_started_at

    left join bandwidth
        on
            buckets_summed.owner_account_id = bandwidth.owner_account_id
            and buckets_summed.resource_id = bandwidth.resource_id
            and buckets_summed.sku_id = bandwidth.sku_id
            and coalesce(buckets_summed.region_id, '')
            = coalesce(bandwidth.region_id, '')
            and buckets_summed.bucket_started_at = bandwidth.month_started_at

)

select * from buckets_settled
