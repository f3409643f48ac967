{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}
    where leg_kind = 'bill_a'

),

accounts as (

    select
        account_id,
        account_name

    from {{ ref('int_accounts_validated') }}

),

skus as (

    select
        sku_id,
        subproduct_name,
        component_name,
        specification,
        resource_type_code,
        resource_type_name,
        metering,
        usage_unit,
        pricing_unit,
        settlement_type

    from {{ ref('int_skus_validated') }}

),

order_lines as (

    select
        'order:' || orders.order_line_id as charge_id,
        orders.order_id,
        originals.order_id as original_order_id,
        cast(orders.term_count as bigint) as term_count,
        orders.term_unit,
        orders.quantity,
        orders.unsubscription_reason

    from {{ ref('int_orders_validated') }} as orders

    left join {{ ref('int_orders_validated') }} as originals
        on orders.original_order_line_id = originals.order_line_id

),

bandwidth as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        month_started_at,
        {{ plain_number('usage_days_ratio * 100') }} || '%' as usage_days_share

    from {{ ref('int_bandwidth_percentiles') }}

),

-- a year of reserved hours has 365 days (d3.17)
partner_bill_lines as (

    select
        bill_lines.*,
        customers.account_name as customer_name,
        partners.account_name as partner_name,
        skus.subproduct_name,
        skus.component_name,
        skus.specification,
        skus.resource_type_code,
        skus.resource_type_name,
        skus.usage_unit,
        skus.pricing_unit,
        skus.settlement_type,
        order_lines.order_id,
        order_lines.original_order_id,
        order_lines.term_count,
        order_lines.term_unit,
        order_lines.unsubscription_reason,
        cast(case when order_lines.charge_id is null then 0 else 1 end as bigint)
            as order_count,
        case
            when
                bill_lines.billing_mode = 'reserved_upfront'
                and order_lines.term_unit = 'year'
                and bill_lines.charge_category = 'purchase'
                then
                    cast(
                        8760 * order_lines.term_count * order_lines.quantity as bigint
                    )
        end as reserved_hour_count,
        case
            when skus.metering = 'p95' then coalesce(bandwidth.usage_days_share, '0%')
        end as usage_days_share

    from bill_lines

    left join accounts as customers
        on bill_lines.owner_account_id = customers.account_id

    left join accounts as partners
        on bill_lines.reseller_account_id = partners.account_id

    left join skus
        on bill_lines.sku_id = skus.sku_id

    left join order_lines
        on bill_lines.charge_id = order_lines.charge_id

    left join bandwidth
        on
            bill_lines.owner_account_id = bandwidth.owner_account_id
            and bill_lines.resource_id = bandwidth.resource_id
            and bill_lines.sku_id = bandwidth.sku_id
            and bill_lines.region_id is not distinct from bandwidth.region_id
            and bill_lines.charge_period_start = bandwidth.month_started_at

)

select * from partner_bill_lines
