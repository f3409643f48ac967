{{ config(materialized='view') }}

with

usage_checked as (

    select * from {{ ref('int_usage_validated') }}
    where rejection_reason is null

),

-- few instants start many buckets: their text is written once
bucket_starts as (

    select
        bucket_started_at,
        {{ instant_text('bucket_started_at') }} as bucket_text,
        {{ billing_month_of('bucket_started_at') }} as billing_month

    from {{ ref('int_usage_buckets_listed') }}

),

usage_identified as (

    select
        usage_checked.*,
        bucket_starts.billing_month,
        'usage:' || {{ md5_text(
            "usage_checked.owner_account_id || '|' || usage_checked.resource_id || '|'"
            " || usage_checked.sku_id || '|' || coalesce(usage_checked.region_id, '')"
            " || '|' || bucket_starts.bucket_text"
        ) }} as charge_id

    from usage_checked

    inner join bucket_starts
        on usage_checked.bucket_started_at = bucket_starts.bucket_started_at

)

select * from usage_identified
