with

usage_records as (

    select * from {{ current_records('usage') }} as current_usage

),

groups_rejected as (

    select
        owner_account_id,
        sku_id,
        region_id,
        bucket_started_at,
        bucket_ended_at

    from {{ ref('int_usage_checked') }}
    where rejection_reason is not null
    group by
        owner_account_id,
        sku_id,
        region_id,
        bucket_started_at,
        bucket_ended_at

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_checked') }}

),

skus as (

    select
        sku_id,
        settlement_cycle,
        metering

    from {{ ref('int_skus_checked') }}
    where rejection_reason is null

),

-- a group without a bucket is one whose sku has no metering calendar
records_of_rejected_groups as (

    select usage_records.*

    from usage_records

    inner join groups_rejected
        on
            usage_records.owner_account_id = groups_rejected.owner_account_id
            and usage_records.sku_id = groups_rejected.sku_id
            and coalesce(usage_records.region_id, '')
            = coalesce(groups_rejected.region_id, '')
            and (
                groups_rejected.bucket_started_at is null
                or (
                    usage_records.usage_started_at >= groups_rejected.bucket_started_at
                    and usage_records.usage_started_at < groups_rejected.bucket_ended_at
                )
            )

    where usage_records.usage_ended_at > usage_records.usage_started_at

    union all

    select usage_records.*

    from usage_records
    where usage_records.usage_ended_at <= usage_records.usage_started_at

),

usage_examined as (

    select
        records_of_rejected_groups.*,
        case
            when accounts.account_id is null then 'unknown_account'
            when skus.sku_id is null then 'unknown_sku'
            when accounts.account_role = 'provider' then 'owner_is_provider'
            when
                records_of_rejected_groups.usage_ended_at
                < records_of_rejected_groups.usage_started_at
                then 'ends_before_it_starts'
            when
                records_of_rejected_groups.usage_ended_at
                = records_of_rejected_groups.usage_started_at
                and skus.metering != 'p95'
                then 'ends_before_it_starts'
            when skus.settlement_cycle = 'upfront' then 'not_a_metered_sku'
            when groups_unpriced.sku_id is not null then 'no_list_price'
        end as rejection_reason

    from records_of_rejected_groups

    left join accounts
        on records_of_rejected_groups.owner_account_id = accounts.account_id

    left join skus
        on records_of_rejected_groups.sku_id = skus.sku_id

    left join groups_rejected as groups_unpriced
        on
            records_of_rejected_groups.owner_account_id
            = groups_unpriced.owner_account_id
            and records_of_rejected_groups.sku_id = groups_unpriced.sku_id
            and coalesce(records_of_rejected_groups.region_id, '')
            = coalesce(groups_unpriced.region_id, '')
            and records_of_rejected_groups.usage_started_at
            >= groups_unpriced.bucket_started_at
            and records_of_rejected_groups.usage_started_at
            < groups_unpriced.bucket_ended_at

),

-- a point of no length is a reading of bandwidth; it is rejected with its month only
usage_rejected as (

    select *

    from usage_examined
    where rejection_reason is not null

)

select * from usage_rejected
