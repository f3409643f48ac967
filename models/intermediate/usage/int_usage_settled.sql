{{ config(materialized='view') }}

with

usage_aggregated as (

    select * from {{ ref('int_usage_aggregated') }}

),

last_described as (

    select * from {{ ref('int_usage_last_described') }}

),

bandwidth as (

    select * from {{ ref('int_bandwidth_ranked') }}

),

usage_summed as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }} as bucket_started_at,
        any_value(operator_account_id) as operator_account_id,
        any_value(resource_name) as resource_name,
        any_value(project) as project,
        any_value(zone_id) as zone_id,
        any_value(tags) as tags,
        max(metering) as metering,
        sum(consumed_quantity) as consumed_quantity,
        min(first_used_at) as first_used_at,
        max(last_used_at) as last_used_at,
        max(recorded_at) as recorded_at,
        sum(record_count) as record_count,
        count(*) as description_count

    from usage_aggregated
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }}

),

-- a bucket described once keeps that description, the others take the latest record's
usage_settled as (

    select
        usage_summed.owner_account_id,
        usage_summed.resource_id,
        usage_summed.sku_id,
        usage_summed.region_id,
        usage_summed.bucket_started_at,
        case
            when usage_summed.description_count = 1
                then usage_summed.operator_account_id
            else last_described.operator_account_id
        end as operator_account_id,
        case
            when usage_summed.description_count = 1 then usage_summed.resource_name
            else last_described.resource_name
        end as resource_name,
        case
            when usage_summed.description_count = 1 then usage_summed.project
            else last_described.project
        end as project,
        case
            when usage_summed.description_count = 1 then usage_summed.zone_id
            else last_described.zone_id
        end as zone_id,
        case
            when usage_summed.description_count = 1 then usage_summed.tags
            else last_described.tags
        end as tags,
        case
            when usage_summed.metering = 'p95'
                then
                    coalesce(
                        bandwidth.consumed_quantity, cast(0 as decimal(38, 10))
                    )
            else usage_summed.consumed_quantity
        end as consumed_quantity,
        usage_summed.first_used_at,
        usage_summed.last_used_at,
        usage_summed.recorded_at,
        cast(usage_summed.record_count as bigint) as record_count

    from usage_summed

    left join last_described
        on
            usage_summed.owner_account_id = last_described.owner_account_id
            and usage_summed.resource_id = last_described.resource_id
            and usage_summed.sku_id = last_described.sku_id
            and coalesce(usage_summed.region_id, '')
            = coalesce(last_described.region_id, '')
            and usage_summed.bucket_started_at = last_described.bucket_started_at

    left join bandwidth
        on
            usage_summed.owner_account_id = bandwidth.owner_account_id
            and usage_summed.resource_id = bandwidth.resource_id
            and usage_summed.sku_id = bandwidth.sku_id
            and coalesce(usage_summed.region_id, '') = coalesce(bandwidth.region_id, '')
            and usage_summed.bucket_started_at = bandwidth.month_started_at

)

select * from usage_settled
