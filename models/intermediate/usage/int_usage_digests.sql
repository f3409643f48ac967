-- read only by a build that goes on from rated months
{% set is_asked = 'true' if goes_on() else 'false' %}

with

usage_rows as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        {{ charge_bucket('bucket_started_at', 'metering') }} as bucket_started_at,
        {{ digest_of(usage_row_columns()) }} as usage_digest

    from {{ ref('int_usage_aggregated') }}
    where split_usage_id is null and {{ is_asked }}

    union all

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        {{ digest_of(usage_part_columns()) }} as usage_digest

    from {{ ref('int_usage_parts') }}
    where
        ((not spans_too_many_buckets and not is_unpriced) or is_first)
        and {{ is_asked }}

),

usage_digests as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        {{ billing_month_of('bucket_started_at') }} as billing_month,
        sum(usage_digest) as usage_digest

    from usage_rows
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at

)

select * from usage_digests
