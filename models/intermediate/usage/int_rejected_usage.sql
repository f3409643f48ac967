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
        coalesce(bucket_started_at, {{ beginning_of_time() }}) as valid_from,
        coalesce(bucket_ended_at, {{ end_of_time() }}) as valid_to,
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
        valid_from,
        valid_to,
        rejection_reason,
        rejection_detail

),

owners_and_skus as (

    select
        owner_account_id,
        sku_id

    from rejected_usage
    group by owner_account_id, sku_id

),

-- only records of these owners and skus can be rejected
candidate_records as (

    select usage_records.*

    from {{ ref('stg_usage') }} as usage_records

    inner join owners_and_skus
        on
            usage_records.owner_account_id = owners_and_skus.owner_account_id
            and usage_records.sku_id = owners_and_skus.sku_id

),

current_candidates as (

    select *
    from
        {{ current_records('usage', among='candidate_records') }} as current_records

),

skus as (

    select
        sku_id,
        metering

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

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

    left join skus
        on current_candidates.sku_id = skus.sku_id

    left join rejected_usage
        on
            current_candidates.owner_account_id = rejected_usage.owner_account_id
            and current_candidates.sku_id = rejected_usage.sku_id
            and coalesce(current_candidates.region_id, '') = rejected_usage.region_key
            and current_candidates.resource_id
            = coalesce(rejected_usage.resource_id, current_candidates.resource_id)
            and {{ is_in_force(
                'rejected_usage', 'current_candidates.usage_started_at'
            ) }}
            and ({{ ends_before_it_starts('current_candidates', 'skus') }})
            = rejected_usage.ends_before_it_starts
            and rejected_usage.rejected_usage_id is null

    where
        own_reasons.rejection_reason is not null
        or rejected_usage.rejection_reason is not null

)

select * from rejected_records
