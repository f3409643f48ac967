{{ config(materialized='view') }}

with

orders as (

    select * from {{ ref('int_orders_validated') }}
    where rejection_reason is null

),

purchases_listed as (

    select * from {{ ref('int_purchases_listed') }}

),

skus as (

    select
        sku_id,
        provider_account_id,
        billing_mode

    from {{ ref('int_skus_validated') }}

),

-- a refund takes region, resource, currency and moments of the line it gives back
orders_listed as (

    select
        orders.order_line_id,
        orders.order_id,
        orders.order_type,
        orders.is_refund,
        orders.original_order_line_id,
        orders.owner_account_id,
        orders.operator_account_id,
        coalesce(originals.resource_id, orders.resource_id) as resource_id,
        orders.resource_name,
        orders.project,
        orders.sku_id,
        case
            when orders.is_refund then originals.region_id
            else orders.region_id
        end as region_id,
        orders.zone_id,
        orders.tags,
        skus.provider_account_id,
        skus.billing_mode,
        orders.placed_at,
        coalesce(originals.placed_at, orders.placed_at) as chain_at,
        orders.paid_at,
        orders.service_from,
        orders.service_to,
        orders.refunded_share,
        case
            when not orders.is_refund then purchases_listed.pricing_quantity
        end as pricing_quantity,
        case
            when not orders.is_refund then purchases_listed.list_unit_price
        end as list_unit_price,
        case
            when orders.is_refund
                then
                    -{{ cost_at_rate(
                        'purchases_listed.purchase_list_cost', 'orders.refunded_share'
                    ) }}
            else purchases_listed.purchase_list_cost
        end as list_cost,
        purchases_listed.charge_currency_code as currency_code,
        orders.recorded_at

    from orders

    inner join skus
        on orders.sku_id = skus.sku_id

    inner join purchases_listed
        on
            coalesce(orders.original_order_line_id, orders.order_line_id)
            = purchases_listed.order_line_id

    left join orders as originals
        on orders.original_order_line_id = originals.order_line_id

)

select * from orders_listed
