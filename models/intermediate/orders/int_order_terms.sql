with

orders as (

    select * from {{ ref('int_orders_validated') }}
    where rejection_reason is null

),

order_terms as (

    select
        'order:' || orders.order_line_id as charge_id,
        originals.order_id as original_order_id,
        cast(orders.term_count as bigint) as term_count,
        orders.term_unit,
        orders.quantity as order_quantity,
        orders.unsubscription_reason

    from orders

    left join orders as originals
        on orders.original_order_line_id = originals.order_line_id

)

select * from order_terms
