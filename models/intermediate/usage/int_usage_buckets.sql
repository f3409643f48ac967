{{ config(materialized='view') }}

with

usage_aggregated as (

    select
        *,
        {{ charge_bucket('bucket_started_at', 'metering') }} as charge_started_at,
        {{ struct_of([
            'operator_account_id', 'resource_name', 'project', 'zone_id', 'tags'
        ]) }} as attributes,
        {{ struct_of(['last_started_at', 'last_usage_id']) }} as last_record

    from {{ ref('int_usage_aggregated') }}

),

-- the latest record of a bucket gives it its attributes
buckets as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        charge_started_at,
        ends_before_it_starts,
        max_by(attributes, last_record) as attributes,
        sum(consumed_quantity) as rest_quantity,
        sum(consumed_ten_billions) as ten_billions,
        min(first_used_at) as first_used_at,
        max(last_used_at) as last_used_at,
        max(recorded_at) as recorded_at,
        cast(sum(record_count) as bigint) as record_count

    from usage_aggregated
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        charge_started_at,
        ends_before_it_starts

),

usage_buckets as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        charge_started_at as bucket_started_at,
        ends_before_it_starts,
        attributes['operator_account_id'] as operator_account_id,
        attributes['resource_name'] as resource_name,
        attributes['project'] as project,
        attributes['zone_id'] as zone_id,
        attributes['tags'] as tags,
        {{ joined_quantity('ten_billions', 'rest_quantity') }} as consumed_quantity,
        ten_billions,
        first_used_at,
        last_used_at,
        recorded_at,
        record_count

    from buckets

)

select * from usage_buckets
