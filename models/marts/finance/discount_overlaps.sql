with

discount_overlaps as (

    select
        discount_id,
        other_discount_id,
        seller_account_id,
        buyer_account_id,
        valid_from,
        case when valid_to < {{ end_of_time() }} then valid_to end as valid_to

    from {{ ref('int_discount_overlaps') }}

)

select * from discount_overlaps
