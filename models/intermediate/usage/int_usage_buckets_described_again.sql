with

-- buckets whose records describe the resource in more than one way
buckets_described_again as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        max(last_started_at) as last_started_at

    from {{ ref('int_usage_aggregated') }}
    where metering != 'p95' or metering is null
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at
    having count(*) > 1

    union all

    -- the slots of a p95 month are one bucket of several descriptions
    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }} as bucket_started_at,
        max(last_started_at) as last_started_at

    from {{ ref('int_usage_aggregated') }}
    where metering = 'p95'
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }}

)

select * from buckets_described_again
