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

usage_quantities as (

    select
        usage_records.*,
        skus.metering,
        skus.settlement_cycle,
        {{ ends_before_it_starts('usage_records', 'skus') }} as ends_before_it_starts,
        {{ settlement_bucket('usage_records.usage_started_at', 'skus') }}
            as bucket_started_at,
        {{ consumed_quantity('usage_records', 'skus') }} as consumed_quantity,
        {{ consumed_ten_billions('usage_records', 'skus') }} as consumed_ten_billions,
        {{ key_hash(
            'usage_records.usage_started_at, usage_records.usage_ended_at,'
            ' usage_records.usage_quantity, usage_records.linear_size'
        ) }} as usage_hash

    from usage_records

    left join skus
        on usage_records.sku_id = skus.sku_id

),

-- a duration that spans buckets is a row of its own: int_usage_buckets splits it
bucketed_records as (

    select
        *,
        {{ spans_buckets('usage_quantities') }} as spans_buckets,
        case
            when metering = 'duration' then {{ spans_buckets('usage_quantities') }}
            else false
        end as is_split

    from usage_quantities

),

usage_by_attributes as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        ends_before_it_starts,
        operator_account_id,
        resource_name,
        project,
        zone_id,
        tags,
        metering,
        case when is_split then usage_id end as split_usage_id,
        min(case when is_split then usage_quantity end) as split_quantity,
        min(case when is_split then linear_size end) as split_size,
        min(case when is_split then settlement_cycle end) as split_settlement_cycle,
        sum(consumed_quantity) as consumed_quantity,
        sum(consumed_ten_billions) as consumed_ten_billions,
        min(usage_started_at) as first_used_at,
        max(usage_ended_at) as last_used_at,
        max({{ struct_of(['usage_started_at', 'usage_id']) }}) as last_record,
        max(recorded_at) as recorded_at,
        count(*) as record_count,
        count(case when spans_buckets then 1 end) as spanning_count,
        min(case when spans_buckets then recorded_at end) as spanning_recorded_at,
        count(case when {{ ends_before_minute('usage_ended_at', 1000000) }} then 1 end)
            as second_before_minute_count,
        count(case when {{ ends_before_minute('usage_ended_at', 1000) }} then 1 end)
            as millisecond_before_minute_count,
        count(case when {{ ends_before_minute('usage_ended_at', 1) }} then 1 end)
            as microsecond_before_minute_count,
        {{ distinct_count('usage_hash') }} as distinct_record_count

    from bucketed_records
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        ends_before_it_starts,
        operator_account_id,
        resource_name,
        project,
        zone_id,
        tags,
        metering,
        case when is_split then usage_id end

),

usage_aggregated as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        ends_before_it_starts,
        operator_account_id,
        resource_name,
        project,
        zone_id,
        tags,
        metering,
        split_usage_id,
        split_quantity,
        split_size,
        split_settlement_cycle,
        consumed_quantity,
        consumed_ten_billions,
        first_used_at,
        last_used_at,
        last_record['usage_started_at'] as last_started_at,
        last_record['usage_id'] as last_usage_id,
        recorded_at,
        record_count,
        spanning_count,
        spanning_recorded_at,
        second_before_minute_count,
        millisecond_before_minute_count,
        microsecond_before_minute_count,
        distinct_record_count

    from usage_by_attributes

)

select * from usage_aggregated
