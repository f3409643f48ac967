with

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

skus as (

    select
        sku_id,
        metering

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

groups_rejected as (

    select * from {{ ref('int_usage_groups_rejected') }}

),

owners_and_skus_rejected as (

    select
        owner_account_id,
        sku_id

    from groups_rejected
    group by owner_account_id, sku_id

),

-- few records are in question: those that stand in no group, having no duration, and
-- those of an owner and sku of which some group is rejected
records_in_question as (

    select usage_records.*

    from {{ ref('stg_usage') }} as usage_records

    left join owners_and_skus_rejected
        on
            usage_records.owner_account_id = owners_and_skus_rejected.owner_account_id
            and usage_records.sku_id = owners_and_skus_rejected.sku_id

    where
        usage_records.usage_ended_at <= usage_records.usage_started_at
        or owners_and_skus_rejected.sku_id is not null

),

current_in_question as (

    select *
    from {{ current_records('usage', among='records_in_question') }} as current_records

),

records_examined as (

    select
        current_in_question.*,
        case
            when
                current_in_question.usage_ended_at
                > current_in_question.usage_started_at
                then groups_rejected.rejection_reason
            when accounts.account_id is null then 'unknown_account'
            when skus.sku_id is null then 'unknown_sku'
            when accounts.account_role = 'provider' then 'owner_is_provider'
            when
                current_in_question.usage_ended_at
                < current_in_question.usage_started_at
                or skus.metering != 'p95'
                then 'ends_before_it_starts'
            else groups_rejected.rejection_reason
        end as rejection_reason

    from current_in_question

    left join accounts
        on current_in_question.owner_account_id = accounts.account_id

    left join skus
        on current_in_question.sku_id = skus.sku_id

    left join groups_rejected
        on
            current_in_question.owner_account_id = groups_rejected.owner_account_id
            and current_in_question.sku_id = groups_rejected.sku_id
            and coalesce(current_in_question.region_id, '')
            = coalesce(groups_rejected.region_id, '')
            and current_in_question.usage_started_at
            >= coalesce(groups_rejected.bucket_started_at, {{ beginning_of_time() }})
            and current_in_question.usage_started_at
            < coalesce(groups_rejected.bucket_ended_at, {{ end_of_time() }})

),

usage_rejected as (

    select *

    from records_examined
    where rejection_reason is not null

)

select * from usage_rejected
