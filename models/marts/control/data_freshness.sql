with

feeds as (

    select
        feeds.*,
        clock.now_at,
        {{ minutes_before('clock.now_at', 'feeds.delay_minutes') }} as reached_at

    from {{ ref('feed_expectations') }} as feeds

    cross join {{ ref('int_as_of') }} as clock

),

feeds_with_expectation as (

    select
        freshness.feed,
        freshness.provider_account_id,
        feeds.bill_level,
        case feeds.expected_at
            when 'instant' then feeds.reached_at
            when 'hour'
                then
                    {{ billing_instant(
                        "date_trunc('hour', " ~ billing_local('feeds.reached_at') ~ ")"
                    ) }}
            when 'day'
                then
                    {{ billing_instant(
                        "date_trunc('day', " ~ billing_local('feeds.reached_at') ~ ")"
                    ) }}
            when 'month'
                then
                    {{ billing_instant(
                        "date_trunc('month', " ~ billing_local('feeds.reached_at')
                        ~ ")"
                    ) }}
            else freshness.due_until_at
        end as expected_until_at,
        freshness.data_until_at as seen_until_at,
        freshness.last_recorded_at,
        freshness.charge_count,
        freshness.late_charge_count,
        feeds.tolerance_minutes,
        feeds.is_continuous,
        feeds.expected_at = 'day' and feeds.settlement_cycle is null as is_capped,
        feeds.supported_from_month,
        feeds.now_at

    from {{ ref('int_feed_freshness') }} as freshness

    inner join feeds
        on freshness.feed = feeds.feed

),

feeds_with_lag as (

    select
        *,
        case
            when expected_until_at is null then cast(0 as bigint)
            when seen_until_at is null then cast(null as bigint)
            else
                greatest(
                    cast(0 as bigint),
                    {{ whole_quotient(
                        whole_seconds('seen_until_at', 'expected_until_at'), 60
                    ) }}
                )
        end as lag_minutes

    from feeds_with_expectation

),

data_freshness as (

    select
        provider_account_id,
        feed,
        bill_level,
        expected_until_at,
        seen_until_at,
        lag_minutes,
        case
            when expected_until_at is null then 'not_due'
            when seen_until_at is null then 'missing'
            when is_capped and seen_until_at > expected_until_at then 'newer'
            when lag_minutes <= tolerance_minutes then 'fresh'
            when is_continuous then 'late'
            else 'quiet'
        end as state,
        last_recorded_at,
        charge_count,
        late_charge_count,
        cast(supported_from_month as date) as supported_from_month,
        now_at as checked_at

    from feeds_with_lag

)

select * from data_freshness
