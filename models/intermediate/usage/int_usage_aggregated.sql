with

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
        usage_quantity,
        linear_size,
        tags,
        recorded_at

    from {{ current_records('usage') }} as current_usage

),

skus as (

    select
        sku_id,
        settlement_cycle,
        metering

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

-- rounding is dear: it is left out where the product has no more than ten decimals
usage_measured as (

    select
        usage_records.owner_account_id,
        usage_records.operator_account_id,
        usage_records.resource_id,
        usage_records.resource_name,
        usage_records.project,
        usage_records.sku_id,
        usage_records.region_id,
        usage_records.zone_id,
        usage_records.tags,
        skus.metering,
        usage_records.usage_started_at,
        usage_records.usage_ended_at,
        usage_records.recorded_at,
        {{ settlement_bucket('usage_records.usage_started_at', 'skus') }}
            as bucket_started_at,
        {{ consumed_quantity('usage_records', 'skus') }} as consumed_quantity

    from usage_records

    left join skus
        on usage_records.sku_id = skus.sku_id

    where
        usage_records.usage_ended_at > usage_records.usage_started_at
        or (
            usage_records.usage_ended_at = usage_records.usage_started_at
            and skus.metering = 'p95'
        )

),

usage_aggregated as (

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
        tags,
        metering,
        sum(consumed_quantity) as consumed_quantity,
        min(usage_started_at) as first_used_at,
        max(usage_started_at) as last_started_at,
        max(usage_ended_at) as last_used_at,
        max(recorded_at) as recorded_at,
        count(*) as record_count

    from usage_measured
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        operator_account_id,
        resource_name,
        project,
        zone_id,
        tags,
        metering

)

select * from usage_aggregated
