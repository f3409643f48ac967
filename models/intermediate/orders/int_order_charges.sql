{{ config(materialized='view') }}

with

orders_listed as (

    select * from {{ ref('int_orders_listed') }}

),

orders_charged as (

    select
        'order:' || order_line_id as charge_id,
        case when is_refund then 'refund' else 'purchase' end as charge_category,
        order_type,
        order_type as transaction_type,
        billing_mode,
        'upfront' as settlement_cycle,
        provider_account_id,
        owner_account_id,
        coalesce(operator_account_id, owner_account_id) as operator_account_id,
        resource_id,
        resource_name,
        sku_id,
        region_id,
        zone_id,
        project,
        tags,
        coalesce(service_from, paid_at) as charge_period_start,
        coalesce(service_to, paid_at) as charge_period_end,
        cast(null as {{ type_instant() }}) as settled_at,
        paid_at as transaction_at,
        chain_at as identity_at,
        chain_at as price_at,
        {{ billing_month_of('paid_at') }} as billing_month,
        cast(null as {{ type_instant() }}) as first_used_at,
        cast(null as {{ type_instant() }}) as last_used_at,
        cast(null as decimal(38, 10)) as consumed_quantity,
        cast(null as decimal(38, 10)) as package_usage,
        cast(null as decimal(38, 10)) as reserved_usage,
        cast(null as decimal(38, 10)) as reserved_quantity,
        pricing_quantity,
        list_unit_price,
        list_cost,
        cast(0 as decimal(38, 8)) as reserved_cost,
        cast(0 as decimal(38, 8)) as plan_cost,
        order_id,
        'order:' || original_order_line_id as original_charge_id,
        refunded_share,
        currency_code,
        recorded_at,
        1 as record_count

    from orders_listed

)

select * from orders_charged
