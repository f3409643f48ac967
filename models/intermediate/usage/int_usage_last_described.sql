with

buckets_described_again as (

    select * from {{ ref('int_usage_buckets_described_again') }}

),

-- the descriptions of the records that start last in their bucket
descriptions as (

    select
        buckets_described_again.owner_account_id,
        buckets_described_again.resource_id,
        buckets_described_again.sku_id,
        buckets_described_again.region_id,
        buckets_described_again.bucket_started_at,
        buckets_described_again.last_started_at,
        usage_aggregated.operator_account_id,
        usage_aggregated.resource_name,
        usage_aggregated.project,
        usage_aggregated.zone_id,
        usage_aggregated.tags,
        count(*) over (
            partition by
                buckets_described_again.owner_account_id,
                buckets_described_again.resource_id,
                buckets_described_again.sku_id,
                buckets_described_again.region_id,
                buckets_described_again.bucket_started_at
        ) as description_count

    from {{ ref('int_usage_aggregated') }} as usage_aggregated

    inner join buckets_described_again
        on
            {{ same_bucket('usage_aggregated', 'buckets_described_again') }}
            and usage_aggregated.last_started_at
            = buckets_described_again.last_started_at

),

descriptions_tied as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        last_started_at

    from descriptions
    where description_count > 1
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        last_started_at

),

-- of several records that start last the one with the greatest usage_id is the latest
ties_ranked as (

    select
        usage_records.owner_account_id,
        usage_records.resource_id,
        usage_records.sku_id,
        usage_records.region_id,
        descriptions_tied.bucket_started_at,
        usage_records.operator_account_id,
        usage_records.resource_name,
        usage_records.project,
        usage_records.zone_id,
        usage_records.tags,
        row_number() over (
            partition by
                usage_records.owner_account_id,
                usage_records.resource_id,
                usage_records.sku_id,
                usage_records.region_id,
                descriptions_tied.bucket_started_at
            order by usage_records.usage_id desc
        ) as newness

    from {{ current_records('usage') }} as usage_records

    inner join descriptions_tied
        on
            usage_records.owner_account_id = descriptions_tied.owner_account_id
            and usage_records.resource_id = descriptions_tied.resource_id
            and usage_records.sku_id = descriptions_tied.sku_id
            and coalesce(usage_records.region_id, '')
            = coalesce(descriptions_tied.region_id, '')
            and usage_records.usage_started_at = descriptions_tied.last_started_at

    inner join {{ ref('int_skus_validated') }} as skus
        on usage_records.sku_id = skus.sku_id

    where
        usage_records.usage_ended_at > usage_records.usage_started_at
        or (
            usage_records.usage_ended_at = usage_records.usage_started_at
            and skus.metering = 'p95'
        )

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

    from descriptions
    where description_count = 1

    union all

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

    from ties_ranked
    where newness = 1

)

select * from last_described
