with

usage_records as (

    select * from {{ current_records('usage') }} as current_usage

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

groups_rejected as (

    select * from {{ ref('int_usage_groups_rejected') }}

),

-- records that end before they start stand in no group
records_examined as (

    select
        usage_records.*,
        case
            when accounts.account_id is null then 'unknown_account'
            when skus.sku_id is null then 'unknown_sku'
            when accounts.account_role = 'provider' then 'owner_is_provider'
            when
                usage_records.usage_ended_at < usage_records.usage_started_at
                or skus.metering != 'p95'
                then 'ends_before_it_starts'
        end as rejection_reason

    from usage_records

    left join accounts
        on usage_records.owner_account_id = accounts.account_id

    left join skus
        on usage_records.sku_id = skus.sku_id

    where usage_records.usage_ended_at <= usage_records.usage_started_at

),

usage_rejected as (

    select *

    from records_examined
    where rejection_reason is not null

    union all

    select
        usage_records.*,
        groups_rejected.rejection_reason

    from usage_records

    inner join groups_rejected
        on
            usage_records.owner_account_id = groups_rejected.owner_account_id
            and usage_records.sku_id = groups_rejected.sku_id

    left join skus
        on usage_records.sku_id = skus.sku_id

    where
        (
            usage_records.usage_ended_at > usage_records.usage_started_at
            or (
                usage_records.usage_ended_at = usage_records.usage_started_at
                and skus.metering = 'p95'
                and groups_rejected.rejection_reason in (
                    'not_a_metered_sku', 'no_list_price'
                )
            )
        )
        and coalesce(usage_records.region_id, '')
        = coalesce(groups_rejected.region_id, '')
        and (
            groups_rejected.bucket_started_at is null
            or (
                usage_records.usage_started_at >= groups_rejected.bucket_started_at
                and usage_records.usage_started_at < groups_rejected.bucket_ended_at
            )
        )

)

select * from usage_rejected
