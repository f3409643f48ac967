with

-- the reason is one of owner, sku, region and bucket, the same for every resource
groups_rejected as (

    select
        owner_account_id,
        sku_id,
        region_id,
        bucket_started_at,
        bucket_ended_at,
        rejection_reason

    from {{ ref('int_usage_validated') }}
    where rejection_reason is not null
    group by
        owner_account_id,
        sku_id,
        region_id,
        bucket_started_at,
        bucket_ended_at,
        rejection_reason

)

select * from groups_rejected
