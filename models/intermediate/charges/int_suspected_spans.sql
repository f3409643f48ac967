with

usage_aggregated as (

    select * from {{ ref('int_usage_aggregated') }}
    where bucket_started_at is not null

),

-- records that are equal and yet have different names or tags are in several rows
divided_buckets as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        bucket_started_at

    from usage_aggregated
    group by owner_account_id, resource_id, sku_id, bucket_started_at
    having count(*) > 1

),

divided_usage as (

    select
        usage_aggregated.*,
        max(usage_aggregated.last_started_at) over (
            partition by
                usage_aggregated.owner_account_id,
                usage_aggregated.resource_id,
                usage_aggregated.sku_id,
                usage_aggregated.bucket_started_at
            order by usage_aggregated.first_used_at, usage_aggregated.last_started_at
            rows between unbounded preceding and 1 preceding
        ) as started_before_until_at

    from usage_aggregated

    inner join divided_buckets
        on
            usage_aggregated.owner_account_id = divided_buckets.owner_account_id
            and usage_aggregated.resource_id = divided_buckets.resource_id
            and usage_aggregated.sku_id = divided_buckets.sku_id
            and usage_aggregated.bucket_started_at = divided_buckets.bucket_started_at

),

suspects as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        first_used_at as started_from,
        last_started_at as started_until

    from usage_aggregated
    where distinct_record_count < record_count

    union all

    select
        owner_account_id,
        resource_id,
        sku_id,
        first_used_at as started_from,
        least(last_started_at, started_before_until_at) as started_until

    from divided_usage
    where first_used_at <= started_before_until_at

),

suspects_numbered as (

    select
        *,
        case
            when
                started_from <= max(started_until) over (
                    partition by owner_account_id, resource_id, sku_id
                    order by started_from, started_until
                    rows between unbounded preceding and 1 preceding
                )
                then 0
            else 1
        end as is_apart

    from suspects

),

suspects_in_runs as (

    select
        *,
        sum(is_apart) over (
            partition by owner_account_id, resource_id, sku_id
            order by started_from, started_until
            rows between unbounded preceding and current row
        ) as run_number

    from suspects_numbered

),

suspected_spans as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        min(started_from) as started_from,
        max(started_until) as started_until

    from suspects_in_runs
    group by owner_account_id, resource_id, sku_id, run_number

)

select * from suspected_spans
