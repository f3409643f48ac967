with

discounts as (

    select
        discount_id,
        effective_at

    from {{ ref('int_discounts_validated') }}
    where rejection_reason is null

),

last_ends as (

    select
        discount_id,
        ends_at

    from {{ ref('int_discount_ends') }}
    where is_last

),

statuses as (

    select
        discount_id,
        valid_from,
        valid_to

    from {{ ref('int_discount_settings') }}
    where field = 'effective_status' and new_value = 'valid'

),

-- in force: effective, not at its last end, and valid at the moment
discounts_dated as (

    select
        discounts.discount_id,
        greatest(discounts.effective_at, statuses.valid_from) as valid_from,
        least(coalesce(last_ends.ends_at, {{ end_of_time() }}), statuses.valid_to)
            as valid_to

    from discounts

    inner join statuses
        on discounts.discount_id = statuses.discount_id

    left join last_ends
        on discounts.discount_id = last_ends.discount_id

    where
        greatest(discounts.effective_at, statuses.valid_from)
        < least(coalesce(last_ends.ends_at, {{ end_of_time() }}), statuses.valid_to)

)

select * from discounts_dated
