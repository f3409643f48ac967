with

bucket_starts as (

    select {{ charge_bucket('bucket_started_at', 'metering') }} as bucket_started_at

    from {{ ref('int_usage_aggregated') }}
    where bucket_started_at is not null
    group by {{ charge_bucket('bucket_started_at', 'metering') }}

)

select * from bucket_starts
