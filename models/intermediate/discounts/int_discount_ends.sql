with recursive

-- renewals are followed to the last moment at which anything is priced, or to now
horizons as (

    select max(usage_started_at) as horizon_at

    from {{ ref('stg_usage') }}
    where rejection_reason is null

    union all

    select max(placed_at) as horizon_at

    from {{ ref('stg_orders') }}
    where rejection_reason is null

    union all

    select now_at as horizon_at

    from {{ ref('int_as_of') }}

),

horizon as (

    select max(horizon_at) as horizon_at

    from horizons

),

settings as (

    select * from {{ ref('int_discount_settings') }}

),

ends as (

    select
        discounts.discount_id,
        1 as end_number,
        discounts.expires_at as ends_at,
        horizon.horizon_at

    from {{ ref('int_discounts_validated') }} as discounts

    cross join horizon

    where discounts.rejection_reason is null and discounts.expires_at is not null

    union all

    -- still valid and renewing at its very end: a year more in the billing calendar
    select
        ends.discount_id,
        ends.end_number + 1 as end_number,
        {{ billing_instant(
            "(" ~ billing_local('ends.ends_at') ~ " + interval '1' year)"
        ) }} as ends_at,
        ends.horizon_at

    from ends

    inner join settings as renewals
        on
            ends.discount_id = renewals.discount_id
            and renewals.field = 'auto_renew'
            and renewals.new_value = 'true'
            and ends.ends_at >= renewals.valid_from
            and ends.ends_at < renewals.valid_to

    inner join settings as statuses
        on
            ends.discount_id = statuses.discount_id
            and statuses.field = 'effective_status'
            and statuses.new_value = 'valid'
            and ends.ends_at >= statuses.valid_from
            and ends.ends_at < statuses.valid_to

    where ends.ends_at <= ends.horizon_at

),

discount_ends as (

    select
        discount_id,
        end_number,
        ends_at,
        max(end_number) over (partition by discount_id) = end_number as is_last

    from ends

)

select * from discount_ends
