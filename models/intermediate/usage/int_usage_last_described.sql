with

buckets_described_twice as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }} as bucket_started_at,
        max(last_started_at) as last_started_at

    from {{ ref('int_usage_aggregated') }}
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }}
    having count(*) > 1

),

usage_records as (

    select
        usage_id,
        owner_account_id,
        operator_account_id,
        resource_id,
        resource_name,
        project,
        sku_id,
        region_id,
        zone_id,
        usage_started_at,
        usage_ended_at,
        tags

    from {{ current_records('usage') }} as current_usage
    where usage_ended_at >= usage_started_at

),

-- several records may start last: the greatest usage_id is the latest
usage_records_ranked as (

    select
        buckets_described_twice.owner_account_id,
        buckets_described_twice.resource_id,
        buckets_described_twice.sku_id,
        buckets_described_twice.region_id,
        buckets_described_twice.bucket_started_at,
        usage_records.operator_account_id,
        usage_records.resource_name,
        usage_records.project,
        usage_records.zone_id,
        usage_records.tags,
        row_number() over (
            partition by
                buckets_described_twice.owner_account_id,
                buckets_described_twice.resource_id,
                buckets_described_twice.sku_id,
                buckets_described_twice.region_id,
                buckets_described_twice.bucket_started_at
            order by usage_records.usage_id desc
        ) as newness

    from usage_records

    inner join buckets_described_twice
        on
            usage_records.owner_account_id = buckets_described_twice.owner_account_id
            and usage_records.resource_id = buckets_described_twice.resource_id
            and usage_records.sku_id = buckets_described_twice.sku_id
            and coalesce(usage_records.region_id, '')
            = coalesce(buckets_described_twice.region_id, '')
            and usage_records.usage_started_at
            = buckets_described_twice.last_started_at

    inner join {{ ref('int_skus_checked') }} as skus
        on usage_records.sku_id = skus.sku_id

    where
        usage_records.usage_ended_at > usage_records.usage_started_at
        or skus.metering = 'p95'

),

last_described as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        operator_account_id,
        resource_name,
        project,
        zone_id,
        tags

    from usage_records_ranked
    where newness = 1

)

select * from last_described
