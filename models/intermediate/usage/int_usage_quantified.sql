{{ config(materialized='view') }}

with

usage_checked as (

    select * from {{ ref('int_usage_checked') }}
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

usage_covered as (

    select
        usage_checked.*,
        bucket_starts.bucket_text,
        bucket_starts.billing_month,
        cast(0 as decimal(38, 10)) as package_usage

    from usage_checked

    inner join bucket_starts
        on usage_checked.bucket_started_at = bucket_starts.bucket_started_at

),

usage_quantified as (

    select
        *,
        'usage:' || {{ md5_text(
            "owner_account_id || '|' || resource_id || '|' || sku_id || '|' || "
            "coalesce(region_id, '') || '|' || bucket_text"
        ) }} as charge_id,
        {{ truncated_quotient(
            '(consumed_quantity - package_usage)',
            'usage_per_pricing_unit',
            'whole_usage_per_pricing_unit'
        ) }} as pricing_quantity

    from usage_covered

)

select * from usage_quantified
