with recursive

discounts as (

    select
        discount_id,
        expires_at

    from {{ ref('int_discounts_validated') }}
    where rejection_reason is null and expires_at is not null

),

settings as (

    select * from {{ ref('int_discount_settings') }}

),

-- renewals are followed to the last moment anything is priced at, or known
horizon as (

    select max(horizon_at) as horizon_at

    from {{ ref('int_price_moment_range') }}

),

ends as (

    select
        discount_id,
        1 as end_number,
        expires_at as ends_at

    from discounts

    union all

    -- still valid and renewing at its very end: a year more in the billing calendar
    select
        ends.discount_id,
        ends.end_number + 1 as end_number,
        {{ billing_instant(
            "(" ~ billing_local('ends.ends_at') ~ " + interval '1' year)"
        ) }} as ends_at

    from ends

    cross join horizon

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

    where ends.ends_at <= horizon.horizon_at

),

ends_walked as (

    select
        discount_id,
        end_number,
        ends_at,
        max(end_number) over (partition by discount_id) = end_number as is_last

    from ends

)

select * from ends_walked
