with

discounts as (

    select * from {{ ref('int_discounts_validated') }}
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

-- in force: effective, before its last end, and valid at the moment
periods as (

    select
        discounts.discount_id,
        discounts.seller_account_id,
        discounts.buyer_account_id,
        discounts.is_special_approval,
        discounts.is_customer_discount,
        discounts.based_on_discount_id,
        discounts.product_code,
        discounts.subproduct_code,
        discounts.component_type_code,
        discounts.component_code,
        discounts.discount_kind,
        discounts.multiplier as discount_multiplier,
        discounts.contract_unit_price,
        discounts.submitted_at,
        greatest(discounts.effective_at, statuses.valid_from) as valid_from,
        least(coalesce(last_ends.ends_at, {{ end_of_time() }}), statuses.valid_to)
            as valid_to

    from discounts

    inner join statuses
        on discounts.discount_id = statuses.discount_id

    left join last_ends
        on discounts.discount_id = last_ends.discount_id

),

discount_periods as (

    select *

    from periods
    where valid_from < valid_to

)

select * from discount_periods
