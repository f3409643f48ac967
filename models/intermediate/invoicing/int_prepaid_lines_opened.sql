{{ config(materialized='view') }}

with

orders as (

    select
        'order:' || order_line_id as charge_id,
        order_id,
        is_refund,
        'order:' || original_order_line_id as original_charge_id,
        service_from,
        service_to,
        paid_at,
        list_cost,
        {{ billing_month_of('paid_at') }} as paid_month,
        coalesce(service_from < service_to, false) and not is_refund as has_term

    from {{ ref('int_orders_listed') }}

),

-- the first refund of a line ends it: all that is left belongs to that month
refunds as (

    select
        original_charge_id as charge_id,
        min(paid_month) as ended_month

    from orders
    where is_refund
    group by original_charge_id

),

legs as (

    select
        charge_id,
        charge_category,
        order_type,
        owner_account_id,
        reseller_account_id,
        distributor_account_id,
        resource_id,
        sku_id,
        max(case when leg_number = 1 then seller_account_id end)
            as provider_account_id,
        sum(case when leg_number = 1 then pretax_cost else 0 end) as utility_cost,
        sum(
            case when buyer_account_id = owner_account_id then pretax_cost else 0 end
        ) as customer_cost,
        currency_code

    from {{ ref('int_charge_legs') }}
    where charge_category in ('purchase', 'refund')
    group by
        charge_id,
        charge_category,
        order_type,
        owner_account_id,
        reseller_account_id,
        distributor_account_id,
        resource_id,
        sku_id,
        currency_code

),

prepaid_lines_opened as (

    select
        legs.charge_id,
        orders.order_id,
        orders.original_charge_id,
        legs.charge_category,
        legs.order_type,
        legs.provider_account_id,
        legs.distributor_account_id,
        legs.reseller_account_id,
        legs.owner_account_id,
        legs.resource_id,
        legs.sku_id,
        orders.paid_month,
        case when orders.has_term then orders.service_from end as service_from,
        case when orders.has_term then orders.service_to end as service_to,
        refunds.ended_month,
        orders.list_cost,
        cast(legs.utility_cost as decimal(38, 8)) as utility_cost,
        cast(legs.customer_cost as decimal(38, 8)) as customer_cost,
        legs.currency_code

    from orders

    inner join legs
        on orders.charge_id = legs.charge_id

    left join refunds
        on orders.charge_id = refunds.charge_id

)

select * from prepaid_lines_opened
