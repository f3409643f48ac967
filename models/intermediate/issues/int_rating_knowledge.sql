with

-- records that can change a rated line or a bill, each with the first month that it can
-- change; no month is any
rated_records as (

    {{ rated_moments('accounts') }}
    union all
    {{ rated_moments('account_terms') }}
    union all
    {{ rated_moments('account_bindings') }}
    union all
    {{ rated_moments('channels') }}
    union all
    {{ rated_moments('billing_groups') }}
    union all
    {{ rated_moments('skus') }}
    union all
    {{ rated_moments('list_prices') }}
    union all
    {{ rated_moments('discounts') }}
    union all
    {{ rated_moments('discount_changes') }}
    union all
    {{ rated_moments('tax_rates') }}
    union all
    {{ rated_moments('rounding_policies') }}
    union all
    {{ rated_moments('entitlements') }}
    union all
    {{ rated_moments('vouchers') }}
    union all
    {{ rated_moments('retractions') }}
    union all
    {{ rated_moments('bill_adjustments', 'occurred_at') }}
    union all
    {{ rated_moments('orders', 'paid_at') }}
    union all
    {{ rated_moments('usage', 'usage_started_at') }}

),

moments as (

    select
        recorded_at as moment,
        cast(null as {{ type_instant() }}) as issued_at

    from rated_records
    where recorded_at is not null
    group by recorded_at

    union all

    select
        issued_at as moment,
        issued_at

    from {{ ref('int_issued_months') }}
    where not is_closed
    group by issued_at

),

-- the first issue by which a moment had come
moments_until_issue as (

    select
        moment,
        issued_at is not null as is_issue,
        min(issued_at) over (
            order by moment asc, issued_at asc nulls first
            rows between current row and unbounded following
        ) as known_at

    from moments

),

rating_knowledge as (

    select
        files.load_sequence,
        rated_records.billing_month,
        coalesce(moments_until_issue.known_at, {{ end_of_time() }}) as known_at

    from rated_records

    inner join moments_until_issue
        on
            rated_records.recorded_at = moments_until_issue.moment
            and not moments_until_issue.is_issue

    inner join {{ ref('stg_landing_files') }} as files
        on
            rated_records.source_table = files.source_table
            and rated_records.record_file = files.record_file

    group by
        files.load_sequence,
        rated_records.billing_month,
        coalesce(moments_until_issue.known_at, {{ end_of_time() }})

)

select * from rating_knowledge
