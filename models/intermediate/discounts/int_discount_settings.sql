with

discounts as (

    select
        discount_id,
        auto_renew

    from {{ ref('int_discounts_validated') }}
    where rejection_reason is null

),

-- a discount starts valid, and renews as it was submitted
settings as (

    select
        discount_id,
        'effective_status' as field,
        'valid' as new_value,
        {{ beginning_of_time() }} as valid_from,
        '' as change_id

    from discounts

    union all

    select
        discount_id,
        'auto_renew' as field,
        case when auto_renew then 'true' else 'false' end as new_value,
        {{ beginning_of_time() }} as valid_from,
        '' as change_id

    from discounts

    union all

    select
        discount_id,
        field,
        new_value,
        changed_at as valid_from,
        change_id

    from {{ ref('int_discount_changes_validated') }}
    where rejection_reason is null

),

setting_intervals as (

    select
        discount_id,
        field,
        new_value,
        valid_from,
        coalesce(
            lead(valid_from) over (
                partition by discount_id, field
                order by valid_from, change_id
            ), {{ end_of_time() }}
        ) as valid_to

    from settings

),

-- of several changes at one instant the last counts
settings_with_previous as (

    select
        *,
        lag(new_value) over (
            partition by discount_id, field
            order by valid_from
        ) as last_value

    from setting_intervals
    where valid_from < valid_to

),

-- a change to what was so already changes nothing
settings_in_force as (

    select
        discount_id,
        field,
        new_value,
        valid_from,
        coalesce(
            lead(valid_from) over (
                partition by discount_id, field
                order by valid_from
            ), {{ end_of_time() }}
        ) as valid_to

    from settings_with_previous
    where new_value is distinct from last_value

)

select * from settings_in_force
