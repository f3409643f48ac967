with

-- the reason is the same for every resource, but for a figure out of range
rejected_usage as (

    select
        owner_account_id,
        sku_id,
        coalesce(region_id, '') as region_key,
        rejected_usage_id,
        case when rejection_detail is not null then resource_id end as resource_id,
        ends_before_it_starts,
        coalesce(bucket_started_at, {{ beginning_of_time() }}) as bucket_key,
        rejection_reason,
        rejection_detail

    from {{ ref('int_usage_validated') }}
    where rejection_reason is not null
    group by
        owner_account_id,
        sku_id,
        region_key,
        rejected_usage_id,
        case when rejection_detail is not null then resource_id end,
        ends_before_it_starts,
        bucket_key,
        rejection_reason,
        rejection_detail

),

owners_and_skus as (

    select
        rejected_usage.owner_account_id,
        rejected_usage.sku_id,
        skus.metering,
        skus.settlement_cycle

    from rejected_usage

    left join {{ ref('int_skus_validated') }} as skus
        on rejected_usage.sku_id = skus.sku_id and skus.rejection_reason is null

    group by
        rejected_usage.owner_account_id,
        rejected_usage.sku_id,
        skus.metering,
        skus.settlement_cycle

),

rejected_buckets as (

    select
        owner_account_id,
        sku_id,
        bucket_key

    from rejected_usage
    group by owner_account_id, sku_id, bucket_key

),

usage_records as (

    select
        usage_records.*,
        owners_and_skus.metering,
        {{ settlement_bucket('usage_records.usage_started_at', 'owners_and_skus') }}
            as bucket_started_at,
        {{ ends_before_it_starts('usage_records', 'owners_and_skus') }}
            as ends_before_it_starts

    from {{ ref('stg_usage') }} as usage_records

    inner join owners_and_skus
        on
            usage_records.owner_account_id = owners_and_skus.owner_account_id
            and usage_records.sku_id = owners_and_skus.sku_id

),

bucketed_records as (

    select
        *,
        coalesce(
            {{ charge_bucket('bucket_started_at', 'metering') }},
            {{ beginning_of_time() }}
        ) as bucket_key

    from usage_records

),

-- only records in the bucket of something rejected can be rejected
candidate_records as (

    select bucketed_records.*

    from bucketed_records

    inner join rejected_buckets
        on
            bucketed_records.owner_account_id = rejected_buckets.owner_account_id
            and bucketed_records.sku_id = rejected_buckets.sku_id
            and bucketed_records.bucket_key = rejected_buckets.bucket_key

),

current_candidates as (

    select
        current_records.*,
        candidate_records.bucket_key,
        candidate_records.ends_before_it_starts

    from
        {{ current_records('usage', among='candidate_records') }} as current_records

    inner join candidate_records
        on
            current_records.record_file = candidate_records.record_file
            and current_records.record_line = candidate_records.record_line

),

-- a record that spans buckets may have a reason of its own
own_reasons as (

    select
        rejected_usage_id,
        rejection_reason,
        rejection_detail

    from rejected_usage
    where rejected_usage_id is not null

),

rejected_records as (

    select
        current_candidates.*,
        coalesce(own_reasons.rejection_reason, rejected_usage.rejection_reason)
            as rejection_reason,
        case
            when own_reasons.rejection_reason is not null
                then own_reasons.rejection_detail
            else rejected_usage.rejection_detail
        end as rejection_detail

    from current_candidates

    left join own_reasons
        on current_candidates.usage_id = own_reasons.rejected_usage_id

    left join rejected_usage
        on
            current_candidates.owner_account_id = rejected_usage.owner_account_id
            and current_candidates.sku_id = rejected_usage.sku_id
            and coalesce(current_candidates.region_id, '') = rejected_usage.region_key
            and current_candidates.bucket_key = rejected_usage.bucket_key
            and current_candidates.ends_before_it_starts
            = rejected_usage.ends_before_it_starts
            and current_candidates.resource_id
            = coalesce(rejected_usage.resource_id, current_candidates.resource_id)
            and rejected_usage.rejected_usage_id is null

    where
        own_reasons.rejection_reason is not null
        or rejected_usage.rejection_reason is not null

)

select * from rejected_records
