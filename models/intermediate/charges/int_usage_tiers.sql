with

tiered_usage as (

    select * from {{ ref('int_usage_quantities') }}
    where is_tiered

),

-- the pool counts all its charges, whatever set prices them (rules 3.4). Every bound is
-- below 10^18, so a charge counts as at most that: no sum leaves its column
pools as (

    select
        *,
        coalesce(
            sum(least(pricing_quantity, {{ beyond_bounds() }})) over (
                partition by
                    owner_account_id,
                    sku_id,
                    region_id,
                    billing_month
                order by bucket_started_at, resource_id
                rows between unbounded preceding and 1 preceding
            ), 0
        ) as pool_quantity_before,
        sum(least(pricing_quantity, {{ beyond_bounds() }})) over (
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

-- the first units of the charge at its place in the pool are reserved
usage_slices as (

    select
        pools.charge_id,
        tiers.tier_number,
        tiers.unit_price,
        case
            when pools.tier_model = 'volume' then pools.pricing_quantity
            else {{ tier_slice('pools', 'pricing_quantity', 'tiers') }}
        end as tier_quantity,
        case
            when pools.tier_model = 'volume' then pools.reserved_quantity
            else {{ tier_slice('pools', 'reserved_quantity', 'tiers') }}
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
                pools.pool_quantity_before < tiers.tier_upper_bound
                or tiers.tier_upper_bound is null
            )
            and pools.pool_quantity_before
            + least(pools.pricing_quantity, {{ beyond_bounds() }})
            > tiers.tier_lower_bound
        )

),

-- cut to eight decimals, and what that cuts off: their sums are rounded once
usage_tiers as (

    select
        charge_id,
        tier_number,
        cast(tier_quantity as decimal(38, 10)) as tier_quantity,
        unit_price,
        {{ unrounded_cost('tier_quantity', 'unit_price') }} as unrounded_cost,
        {{ cut_cost('tier_quantity', 'unit_price') }} as whole_cost,
        {{ cut_off_cost('tier_quantity', 'unit_price') }} as rest_cost,
        {{ cut_cost('reserved_tier_quantity', 'unit_price') }} as whole_reserved_cost,
        {{ cut_off_cost('reserved_tier_quantity', 'unit_price') }}
            as rest_reserved_cost

    from usage_slices
    where tier_quantity > 0

)

select * from usage_tiers
