with recursive

orders as (

    select
        order_line_id,
        original_order_line_id,
        owner_account_id,
        sku_id,
        order_type,
        list_cost,
        refunded_share,
        paid_at,
        price_valid_from

    from {{ ref('int_orders_priced') }}
    where reference_reason is null

),

purchases as (

    select
        order_line_id,
        owner_account_id,
        sku_id

    from orders
    where
        original_order_line_id is null
        and order_type != 'unsubscription'
        and (list_cost is not null or price_valid_from is not null)

),

-- the refunds of one purchase in the order in which they were paid
refunds as (

    select
        orders.order_line_id,
        orders.original_order_line_id,
        orders.refunded_share,
        row_number() over (
            partition by orders.original_order_line_id
            order by orders.paid_at, orders.order_line_id
        ) as refund_number

    from orders

    inner join purchases
        on
            orders.original_order_line_id = purchases.order_line_id
            and orders.owner_account_id = purchases.owner_account_id
            and orders.sku_id = purchases.sku_id

    where orders.refunded_share > 0 and orders.refunded_share <= 1

),

-- a share that would take more than is left is passed over, the next may still fit
shares_accepted as (

    select
        order_line_id,
        original_order_line_id,
        refund_number,
        true as is_accepted,
        cast(refunded_share as decimal(38, 10)) as share_taken

    from refunds
    where refund_number = 1

    union all

    select
        refunds.order_line_id,
        refunds.original_order_line_id,
        refunds.refund_number,
        shares_accepted.share_taken + refunds.refunded_share <= 1 as is_accepted,
        cast(
            case
                when shares_accepted.share_taken + refunds.refunded_share <= 1
                    then shares_accepted.share_taken + refunds.refunded_share
                else shares_accepted.share_taken
            end as decimal(38, 10)
        ) as share_taken

    from shares_accepted

    inner join refunds
        on
            shares_accepted.original_order_line_id = refunds.original_order_line_id
            and shares_accepted.refund_number + 1 = refunds.refund_number

)

select * from shares_accepted
