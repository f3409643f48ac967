with recursive

orders as (

    select * from {{ current_records('orders', with_kept_since=true) }} as known

),

owners as (

    select
        account_id,
        account_role,
        max(discount_multiplier) as discount_multiplier,
        max(contract_unit_price) as contract_unit_price

    from {{ ref('int_discount_reach') }}
    group by account_id, account_role

),

price_sets as (

    select * from {{ ref('int_price_sets') }}
    where tier_number = 1

),

priced_regions as (

    select
        sku_id,
        region_id

    from price_sets
    group by sku_id, region_id

),

-- the reasons of a line by itself
checked_orders as (

    select
        orders.*,
        orders.original_order_line_id is not null as is_refund,
        prices.price_set_key,
        prices.currency_code as price_currency_code,
        case
            when owners.account_id is null then 'unknown_account'
            when skus.sku_id is null then 'unknown_sku'
            when owners.account_role = 'provider' then 'owner_is_provider'
            when
                orders.adjusts_order_line_id is not null
                and (
                    orders.order_type != 'price_adjustment'
                    or orders.original_order_line_id is not null
                )
                then 'invalid_adjusts_order_line_id'
            when orders.original_order_line_id is not null then null
            when orders.order_type = 'unsubscription' then 'unknown_original_line'
            when orders.list_cost is null and prices.sku_id is null
                then 'no_list_price'
            when {{ purchase_out_of_range('orders', 'prices', 'owners') }} is not null
                then 'out_of_range'
        end as own_reason,
        {{ purchase_out_of_range('orders', 'prices', 'owners') }} as figure

    from orders

    left join owners
        on orders.owner_account_id = owners.account_id

    left join {{ ref('int_skus_validated') }} as skus
        on orders.sku_id = skus.sku_id and skus.rejection_reason is null

    left join priced_regions
        on
            orders.sku_id = priced_regions.sku_id
            and orders.region_id = priced_regions.region_id

    left join price_sets as prices
        on
            orders.sku_id = prices.sku_id
            and coalesce(priced_regions.region_id, '')
            = coalesce(prices.region_id, '')
            and {{ is_in_force('prices', 'orders.placed_at') }}

),

-- with the purchase that a refund gives back or a price adjustment adjusts
orders_with_purchase as (

    select
        checked_orders.*,
        purchases.order_line_id as purchase_line_id

    from checked_orders

    left join checked_orders as purchases
        on
            coalesce(
                checked_orders.original_order_line_id,
                checked_orders.adjusts_order_line_id
            ) = purchases.order_line_id
            and checked_orders.owner_account_id = purchases.owner_account_id
            and checked_orders.sku_id = purchases.sku_id
            and purchases.own_reason is null
            and coalesce(
                purchases.original_order_line_id, purchases.adjusts_order_line_id
            ) is null

),

-- refunds of one purchase whose share is in range: first come, first kept (rules 1.12)
refunds as (

    select
        order_line_id,
        purchase_line_id,
        refunded_share,
        row_number() over (
            partition by purchase_line_id
            order by kept_since_at, paid_at, order_line_id
        ) as refund_number

    from orders_with_purchase
    where
        own_reason is null and is_refund and purchase_line_id is not null
        and refunded_share > 0 and refunded_share <= 1

),

-- a share that is more than what is left takes nothing; a later, smaller one may fit
refund_shares as (

    select
        order_line_id,
        purchase_line_id,
        refund_number,
        true as is_accepted,
        cast(refunded_share as decimal(38, 10)) as refunded_until_now

    from refunds
    where refund_number = 1

    union all

    select
        refunds.order_line_id,
        refunds.purchase_line_id,
        refunds.refund_number,
        refund_shares.refunded_until_now + refunds.refunded_share <= 1 as is_accepted,
        cast(
            refund_shares.refunded_until_now + case
                when refund_shares.refunded_until_now + refunds.refunded_share <= 1
                    then refunds.refunded_share
                else 0
            end as decimal(38, 10)
        ) as refunded_until_now

    from refund_shares

    inner join refunds
        on
            refund_shares.purchase_line_id = refunds.purchase_line_id
            and refund_shares.refund_number + 1 = refunds.refund_number

),

orders_validated as (

    select
        orders.*,
        case when orders.own_reason = 'out_of_range' then orders.figure end
            as rejection_detail,
        coalesce(
            orders.own_reason,
            case
                when orders.is_refund and orders.purchase_line_id is null
                    then 'unknown_original_line'
                when
                    orders.is_refund
                    and not coalesce(refund_shares.is_accepted, false)
                    then 'refunded_share_out_of_range'
                when
                    orders.adjusts_order_line_id is not null
                    and orders.purchase_line_id is null
                    then 'unknown_adjusted_line'
            end
        ) as rejection_reason

    from orders_with_purchase as orders

    left join refund_shares
        on orders.order_line_id = refund_shares.order_line_id

)

select * from orders_validated
