{{ config(materialized='view') }}

with

usage_checked as (

    select * from {{ ref('int_usage_checked') }}
    where rejection_reason is null

),

usage_covered as (

    select
        *,
        cast(0 as decimal(38, 10)) as package_usage

    from usage_checked

),

usage_quantified as (

    select
        *,
        'usage:' || {{ md5_text(
            "owner_account_id || '|' || resource_id || '|' || sku_id || '|' || "
            "coalesce(region_id, '') || '|' || " ~ instant_text('bucket_started_at')
        ) }} as charge_id,
        {{ billing_month_of('bucket_started_at') }} as billing_month,
        {{ truncated_quotient(
            '(consumed_quantity - package_usage)', 'usage_per_pricing_unit'
        ) }} as pricing_quantity

    from usage_covered

)

select * from usage_quantified
