with

orders as (

    select
        *,
        {{ order_factor('accepted') }} as factor

    from {{ ref('int_orders_validated') }} as accepted
    where rejection_reason is null

),

tiered_prices as (

    select
        order_line_id,
        sum(whole_price) as whole_price,
        sum(rest_price) as rest_price,
        case when count(*) = 1 then max(unit_price) end as list_unit_price

    from {{ ref('int_purchase_tiers') }}
    group by order_line_id

),

providers as (

    select
        skus.sku_id,
        skus.provider_account_id,
        skus.billing_mode,
        accounts.currency_code

    from {{ ref('int_skus_validated') }} as skus

    inner join {{ ref('int_accounts_validated') }} as accounts
        on skus.provider_account_id = accounts.account_id

),

-- a cost that the order states goes before that of the tiers
purchases as (

    select
        orders.*,
        {{ purchased_quantity('orders.quantity', 'orders.factor') }}
            as pricing_quantity,
        tiered_prices.list_unit_price,
        coalesce(
            orders.list_cost,
            {{ purchase_cost(
                'tiered_prices.whole_price', 'tiered_prices.rest_price', 'orders.factor'
            ) }},
            cast(0 as decimal(38, 8))
        ) as purchase_cost,
        case
            when orders.list_cost is null then orders.price_currency_code
            else
                coalesce(
                    orders.currency_code,
                    orders.price_currency_code,
                    providers.currency_code
                )
        end as charge_currency_code

    from orders

    inner join providers
        on orders.sku_id = providers.sku_id

    left join tiered_prices
        on orders.order_line_id = tiered_prices.order_line_id

    where not orders.is_refund

),

-- a price adjustment belongs to the line it names, in the same currency; a refund gives
-- back the share of both if the adjustment was paid by then
line_costs as (

    select
        refunds.order_line_id,
        sum(lines.purchase_cost) as line_cost

    from orders as refunds

    inner join purchases as originals
        on refunds.original_order_line_id = originals.order_line_id

    inner join purchases as lines
        on
            refunds.original_order_line_id
            = coalesce(lines.adjusts_order_line_id, lines.order_line_id)
            and originals.charge_currency_code = lines.charge_currency_code
            and (
                lines.adjusts_order_line_id is null or refunds.paid_at >= lines.paid_at
            )

    group by refunds.order_line_id

),

-- a refund takes region, resource, currency and moments of the line it gives back, an
-- adjustment the chain of the line it adjusts
order_charges as (

    select
        'order:' || orders.order_line_id as charge_id,
        case when orders.is_refund then 'refund' else 'purchase' end
            as charge_category,
        orders.order_type,
        orders.order_type as transaction_type,
        providers.billing_mode,
        'upfront' as settlement_cycle,
        providers.provider_account_id,
        orders.owner_account_id,
        coalesce(orders.operator_account_id, orders.owner_account_id)
            as operator_account_id,
        coalesce(purchases.resource_id, orders.resource_id) as resource_id,
        orders.resource_name,
        orders.sku_id,
        purchases.region_id,
        orders.zone_id,
        orders.project,
        orders.tags,
        coalesce(orders.service_from, orders.paid_at) as charge_period_start,
        coalesce(orders.service_to, orders.paid_at) as charge_period_end,
        orders.service_from,
        orders.service_to,
        cast(null as {{ type_instant() }}) as settled_at,
        orders.paid_at as transaction_at,
        coalesce(adjusted.placed_at, purchases.placed_at) as identity_at,
        purchases.placed_at as price_at,
        {{ billing_month_of('orders.paid_at') }} as billing_month,
        cast(null as {{ type_instant() }}) as first_used_at,
        cast(null as {{ type_instant() }}) as last_used_at,
        cast(null as decimal(38, 10)) as consumed_quantity,
        cast(null as decimal(18, 10)) as usage_days_ratio,
        cast(null as decimal(38, 10)) as package_usage,
        cast(null as decimal(38, 10)) as reserved_usage,
        cast(null as decimal(38, 10)) as reserved_quantity,
        case when not orders.is_refund then purchases.pricing_quantity end
            as pricing_quantity,
        case when not orders.is_refund then purchases.list_unit_price end
            as list_unit_price,
        cast(null as {{ type_text() }}) as tier_model,
        case
            when orders.is_refund
                then
                    -{{ cost_at_rate('line_costs.line_cost', 'orders.refunded_share') }}
            else purchases.purchase_cost
        end as list_cost,
        cast(0 as decimal(38, 8)) as reserved_cost,
        orders.order_id,
        'order:' || orders.original_order_line_id as original_charge_id,
        case
            when purchases.charge_currency_code = adjusted.charge_currency_code
                then 'order:' || adjusted.order_line_id
        end as adjusted_charge_id,
        orders.refunded_share,
        case when orders.original_order_line_id is not null then purchases.order_id end
            as original_order_id,
        cast(orders.term_count as bigint) as term_count,
        orders.term_unit,
        orders.quantity as order_quantity,
        orders.unsubscription_reason,
        purchases.charge_currency_code as currency_code,
        orders.recorded_at,
        1 as record_count

    from orders

    inner join providers
        on orders.sku_id = providers.sku_id

    inner join purchases
        on
            coalesce(orders.original_order_line_id, orders.order_line_id)
            = purchases.order_line_id

    left join purchases as adjusted
        on purchases.adjusts_order_line_id = adjusted.order_line_id

    left join line_costs
        on orders.order_line_id = line_costs.order_line_id

)

select * from order_charges
