{{ config(materialized='view') }}

with

whole_records as (

    select *

    from {{ ref('int_usage_aggregated') }}

    where
        split_usage_id is null
        and {{ is_touched_usage(
            'int_usage_aggregated',
            charge_bucket(
                'int_usage_aggregated.bucket_started_at', 'int_usage_aggregated.metering'
            )
        ) }}

),

-- a part that cannot be charged rejects the record as a whole
parts as (

    select
        usage_parts.*,
        oversized_usage.rejection_detail,
        usage_parts.spans_too_many_buckets
        or usage_parts.is_unpriced
        or oversized_usage.split_usage_id is not null as is_rejected

    from {{ ref('int_usage_parts') }} as usage_parts

    left join {{ oversized_usage() }} as oversized_usage
        on usage_parts.split_usage_id = oversized_usage.split_usage_id

    where {{ is_touched_usage('usage_parts', 'usage_parts.bucket_started_at') }}

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
        cast(null as {{ type_text() }}) as rejection_detail,
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
        spanning_count,
        spanning_recorded_at,
        {{ digest_of(usage_row_columns()) }} as usage_digest

    from whole_records

    union all

    select
        parts.owner_account_id,
        parts.resource_id,
        parts.sku_id,
        parts.region_id,
        parts.bucket_started_at,
        false as ends_before_it_starts,
        case when parts.is_rejected then parts.split_usage_id end as rejected_usage_id,
        parts.rejection_detail,
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
        0 as spanning_count,
        cast(null as {{ type_instant() }}) as spanning_recorded_at,
        {{ digest_of(usage_part_columns()) }} as usage_digest

    from parts
    where not parts.is_rejected or parts.is_first

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
        rejection_detail,
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
        cast(sum(spanning_count) as bigint) as spanning_count,
        min(spanning_recorded_at) as spanning_recorded_at,
        sum(usage_digest) as usage_digest

    from bucket_usage
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        ends_before_it_starts,
        rejected_usage_id,
        rejection_detail,
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
        rejection_detail,
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
        spanning_count,
        spanning_recorded_at,
        usage_digest

    from buckets

)

select * from usage_buckets
