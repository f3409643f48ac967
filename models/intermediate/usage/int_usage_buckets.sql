{{ config(materialized='view') }}

with

usage_aggregated as (

    select * from {{ ref('int_usage_aggregated') }}

),

last_described as (

    select * from {{ ref('int_usage_last_described') }}

),

-- most buckets are described once and are taken as they are
usage_settled as (

    select
        usage_aggregated.owner_account_id,
        usage_aggregated.resource_id,
        usage_aggregated.sku_id,
        usage_aggregated.region_id,
        usage_aggregated.bucket_started_at,
        usage_aggregated.operator_account_id,
        usage_aggregated.resource_name,
        usage_aggregated.project,
        usage_aggregated.zone_id,
        usage_aggregated.tags,
        usage_aggregated.consumed_quantity,
        usage_aggregated.first_used_at,
        usage_aggregated.last_used_at,
        usage_aggregated.recorded_at,
        usage_aggregated.record_count

    from usage_aggregated

    left join last_described
        on
            {{ same_bucket('usage_aggregated', 'last_described') }}

    where last_described.owner_account_id is null

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
        tags,
        consumed_quantity,
        first_used_at,
        last_used_at,
        recorded_at,
        record_count

    from {{ ref('int_usage_buckets_settled') }}

)

select * from usage_settled
