with

tiered_usage as (

    select * from {{ ref('int_usage_quantities') }}
    where is_tiered

),

-- the pool counts all its charges, whatever set prices them (rules 3.4)
pools as (

    select
        *,
        sum(pricing_quantity) over (
            partition by
                owner_account_id,
                sku_id,
                region_id,
                billing_month
            order by bucket_started_at, resource_id
            rows between unbounded preceding and current row
        ) as pool_quantity_after,
        sum(pricing_quantity) over (
            partition by
                owner_account_id,
                sku_id,
                region_id,
                billing_month
        ) as pool_quantity

    from tiered_usage

),

tiers as (

    select
        price_set_key,
        tier_number,
        tier_lower_bound,
        tier_upper_bound,
        unit_price

    from {{ ref('int_price_sets') }}
    where tier_model != 'flat'

),

usage_slices as (

    select
        pools.charge_id,
        pools.tier_model,
        tiers.tier_number,
        tiers.unit_price,
        case
            when pools.tier_model = 'volume' then pools.pricing_quantity
            else
                least(
                    pools.pool_quantity_after,
                    coalesce(tiers.tier_upper_bound, pools.pool_quantity_after)
                )
                - greatest(
                    pools.pool_quantity_after - pools.pricing_quantity,
                    tiers.tier_lower_bound
                )
        end as tier_quantity,
        -- the first units of the charge at its place in the pool are reserved
        case
            when pools.tier_model = 'volume' then pools.reserved_quantity
            else
                least(
                    pools.pool_quantity_after
                    - pools.pricing_quantity
                    + pools.reserved_quantity,
                    coalesce(tiers.tier_upper_bound, pools.pool_quantity_after)
                )
                - greatest(
                    pools.pool_quantity_after - pools.pricing_quantity,
                    tiers.tier_lower_bound
                )
        end as reserved_tier_quantity

    from pools

    inner join tiers
        on pools.price_set_key = tiers.price_set_key

    where
        (
            pools.tier_model = 'volume'
            and (
                pools.pool_quantity > tiers.tier_lower_bound or tiers.tier_number = 1
            )
            and (
                pools.pool_quantity <= tiers.tier_upper_bound
                or tiers.tier_upper_bound is null
            )
        )
        or (
            pools.tier_model = 'graduated'
            and (
                pools.pool_quantity_after - pools.pricing_quantity
                < tiers.tier_upper_bound
                or tiers.tier_upper_bound is null
            )
            and pools.pool_quantity_after > tiers.tier_lower_bound
        )

),

usage_tiers as (

    select
        charge_id,
        tier_number,
        cast(tier_quantity as decimal(38, 10)) as tier_quantity,
        unit_price,
        cast(tier_quantity * unit_price as decimal(38, 20)) as unrounded_cost,
        cast(
            greatest(reserved_tier_quantity, cast(0 as decimal(38, 10))) * unit_price
            as decimal(38, 20)
        ) as unrounded_reserved_cost

    from usage_slices
    where tier_quantity > 0

)

select * from usage_tiers
