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

-- after now and the last change of a discount only its renewals can come: more than ten
-- years of them are one step, whatever the moments at which something is priced
last_changes as (

    select
        discount_id,
        max(valid_from) as changed_at

    from settings
    group by discount_id

),

ends as (

    select
        discounts.discount_id,
        1 as end_number,
        discounts.expires_at as ends_at,
        horizon.horizon_at,
        greatest(last_changes.changed_at, as_of.now_at) as quiet_from

    from {{ ref('int_discounts_validated') }} as discounts

    inner join last_changes
        on discounts.discount_id = last_changes.discount_id

    cross join horizon

    cross join {{ ref('int_as_of') }} as as_of

    where discounts.rejection_reason is null and discounts.expires_at is not null

    union all

    -- still valid and renewing at its very end: a year more in the billing calendar
    select
        ends.discount_id,
        ends.end_number + 1 as end_number,
        {{ billing_instant(
            years_after(
                billing_local('ends.ends_at'),
                'case when ends.ends_at > ends.quiet_from and '
                ~ years_between('ends.ends_at', 'ends.horizon_at') ~ ' > 10 then '
                ~ years_between('ends.ends_at', 'ends.horizon_at') ~ ' else 1 end'
            )
        ) }} as ends_at,
        ends.horizon_at,
        ends.quiet_from

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
