with

discount_notices as (

    select
        discount_id,
        notice_date,
        medium,
        seller_account_id,
        buyer_account_id,
        cast(days_before as bigint) as days_before,
        ends_at

    from {{ ref('int_discount_notices') }}

)

select * from discount_notices
