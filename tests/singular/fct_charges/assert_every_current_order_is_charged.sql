-- Every current order line is one charge, and every purchase or refund is one order
-- line (rules 3.5).
-- If it fails, a prepaid line was lost, or billed twice, before it was priced.
-- It does not compare what the line costs.
with

order_lines as (

    select order_line_id
    from {{ ref('int_orders_validated') }}
    where rejection_reason is null

),

charges as (

    select charge_id
    from {{ ref('fct_charges') }}
    where charge_category in ('purchase', 'refund')

),

lines_not_charged_once as (

    select
        order_lines.order_line_id,
        charges.charge_id

    from order_lines

    full outer join charges
        on charges.charge_id = concat('order:', order_lines.order_line_id)

    where order_lines.order_line_id is null or charges.charge_id is null

)

select * from lines_not_charged_once
