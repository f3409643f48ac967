{{ config(materialized='view') }}

with

whole_records as (

    select * from {{ ref('int_usage_aggregated') }}
    where split_usage_id is null

),

split_records as (

    select
        *,
        split_settlement_cycle as settlement_cycle,
        last_used_at > {{ settlement_bucket_end(
            'bucket_started_at', 'split_settlement_cycle', most_buckets()
        ) }} as spans_too_many_buckets

    from {{ ref('int_usage_aggregated') }}
    where split_usage_id is not null

),

parts as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        part_bucket_started_at as bucket_started_at,
        part_bucket_started_at = bucket_started_at as is_first,
        part_started_at as usage_started_at,
        part_ended_at as usage_ended_at,
        split_quantity as usage_quantity,
        split_size as linear_size,
        metering,
        {{ struct_of([
            'operator_account_id', 'resource_name', 'project', 'zone_id', 'tags'
        ]) }} as attributes,
        part_started_at as last_started_at,
        split_usage_id as last_usage_id,
        split_usage_id,
        spans_too_many_buckets,
        recorded_at

    from {{ usage_parts('split_records') }} as usage_parts

),

-- one part without a price rejects the record as a whole
unpriced_records as (

    select split_usage_id from {{ unpriced_usage('parts') }} as unpriced_usage

),

-- a record that is rejected stays whole, in the bucket of its start
bucket_usage as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }} as bucket_started_at,
        ends_before_it_starts,
        cast(null as {{ type_text() }}) as rejected_usage_id,
        false as spans_too_many_buckets,
        {{ struct_of([
            'operator_account_id', 'resource_name', 'project', 'zone_id', 'tags'
        ]) }} as attributes,
        last_started_at,
        last_usage_id,
        consumed_quantity,
        consumed_ten_billions,
        first_used_at,
        last_used_at,
        recorded_at,
        record_count,
        spanning_count

    from whole_records

    union all

    select
        parts.owner_account_id,
        parts.resource_id,
        parts.sku_id,
        parts.region_id,
        parts.bucket_started_at,
        false as ends_before_it_starts,
        case
            when
                parts.spans_too_many_buckets
                or unpriced_records.split_usage_id is not null
                then parts.split_usage_id
        end as rejected_usage_id,
        parts.spans_too_many_buckets,
        parts.attributes,
        parts.last_started_at,
        parts.last_usage_id,
        {{ consumed_quantity('parts', 'parts') }} as consumed_quantity,
        {{ consumed_ten_billions('parts', 'parts') }} as consumed_ten_billions,
        parts.usage_started_at as first_used_at,
        parts.usage_ended_at as last_used_at,
        parts.recorded_at,
        case when parts.is_first then 1 else 0 end as record_count,
        0 as spanning_count

    from parts

    left join unpriced_records
        on parts.split_usage_id = unpriced_records.split_usage_id

    where unpriced_records.split_usage_id is null or parts.is_first

),

-- the latest record of a bucket gives it its attributes
buckets as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        ends_before_it_starts,
        rejected_usage_id,
        spans_too_many_buckets,
        max_by(
            attributes, {{ struct_of(['last_started_at', 'last_usage_id']) }}
        ) as attributes,
        sum(consumed_quantity) as rest_quantity,
        sum(consumed_ten_billions) as ten_billions,
        min(first_used_at) as first_used_at,
        max(last_used_at) as last_used_at,
        max(recorded_at) as recorded_at,
        cast(sum(record_count) as bigint) as record_count,
        cast(sum(spanning_count) as bigint) as spanning_count

    from bucket_usage
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        ends_before_it_starts,
        rejected_usage_id,
        spans_too_many_buckets

),

usage_buckets as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        ends_before_it_starts,
        rejected_usage_id,
        spans_too_many_buckets,
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
        record_count,
        spanning_count

    from buckets

)

select * from usage_buckets
