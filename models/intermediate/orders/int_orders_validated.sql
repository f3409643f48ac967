with

orders as (

    select * from {{ ref('int_orders_priced') }}

),

-- what a refund may give back: an accepted purchase line
purchases as (

    select
        order_line_id,
        owner_account_id,
        sku_id

    from orders
    where
        reference_reason is null
        and original_order_line_id is null
        and order_type != 'unsubscription'
        and (list_cost is not null or price_valid_from is not null)

),

refund_shares as (

    select
        order_line_id,
        is_accepted

    from {{ ref('int_refund_shares') }}

),

orders_checked as (

    select
        orders.*,
        orders.original_order_line_id is not null as is_refund,
        coalesce(
            orders.reference_reason,
            case
                when
                    orders.original_order_line_id is null
                    and orders.order_type = 'unsubscription'
                    then 'unknown_original_line'
                when
                    orders.original_order_line_id is not null
                    and purchases.order_line_id is null
                    then 'unknown_original_line'
                when
                    orders.original_order_line_id is not null
                    and not coalesce(refund_shares.is_accepted, false)
                    then 'refunded_share_out_of_range'
                when
                    orders.original_order_line_id is null
                    and orders.list_cost is null
                    and orders.price_valid_from is null
                    then 'no_list_price'
            end
        ) as rejection_reason

    from orders

    left join purchases
        on
            orders.original_order_line_id = purchases.order_line_id
            and orders.owner_account_id = purchases.owner_account_id
            and orders.sku_id = purchases.sku_id

    left join refund_shares
        on orders.order_line_id = refund_shares.order_line_id

)

select * from orders_checked
