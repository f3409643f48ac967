{{ config(materialized='view') }}

with

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

parts_checked as (

    select
        parts.*,
        unpriced_records.split_usage_id is not null as is_unpriced

    from parts

    left join unpriced_records
        on parts.split_usage_id = unpriced_records.split_usage_id

)

select * from parts_checked
