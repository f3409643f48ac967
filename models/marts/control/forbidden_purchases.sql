with

forbidden_purchases as (

    select
        forbidden.charge_id,
        orders.owner_account_id,
        orders.order_id,
        orders.order_type,
        orders.billing_mode,
        orders.resource_id,
        orders.sku_id,
        orders.identity_at as placed_at,
        forbidden.reasons,
        orders.list_cost,
        orders.currency_code

    from {{ ref('int_forbidden_purchases') }} as forbidden

    inner join {{ ref('int_order_charges') }} as orders
        on forbidden.charge_id = orders.charge_id

)

select * from forbidden_purchases
