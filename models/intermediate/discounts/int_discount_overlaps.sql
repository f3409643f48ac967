with

discounts as (

    select * from {{ ref('int_discount_periods') }}

),

-- two of one seller for one buyer that cover a common sku at a common time
discount_overlaps as (

    select
        discounts.discount_id,
        others.discount_id as other_discount_id,
        discounts.seller_account_id,
        discounts.buyer_account_id,
        greatest(discounts.valid_from, others.valid_from) as valid_from,
        least(discounts.valid_to, others.valid_to) as valid_to

    from discounts

    inner join discounts as others
        on
            discounts.seller_account_id = others.seller_account_id
            and discounts.buyer_account_id = others.buyer_account_id
            and discounts.discount_id < others.discount_id
            and {{ intervals_share_an_instant(
                'discounts', 'others', 'valid_from', 'valid_to'
            ) }}

    where {{ scopes_meet('discounts', 'others') }}

)

select * from discount_overlaps
