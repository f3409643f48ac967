with

discounts_dated as (

    select
        discount_id,
        effective_at as valid_from,
        coalesce(expires_at, {{ end_of_time() }}) as valid_to

    from {{ ref('int_discounts_checked') }}
    where rejection_reason is null

)

select * from discounts_dated
