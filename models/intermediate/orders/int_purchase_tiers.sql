with

purchases as (

    select
        order_line_id,
        price_set_key,
        quantity

    from {{ ref('int_orders_validated') }}
    where rejection_reason is null and not is_refund and list_cost is null

),

tiers as (

    select
        price_set_key,
        tier_model,
        tier_number,
        tier_lower_bound,
        tier_upper_bound,
        unit_price

    from {{ ref('int_price_sets') }}

),

-- graduated slices begin at 0; volume takes the tier of the quantity (rules 3.5)
purchase_slices as (

    select
        purchases.order_line_id,
        tiers.tier_number,
        tiers.unit_price,
        cast(
            case
                when tiers.tier_model = 'graduated'
                    then
                        least(
                            purchases.quantity,
                            coalesce(tiers.tier_upper_bound, purchases.quantity)
                        )
                        - tiers.tier_lower_bound
                else purchases.quantity
            end as decimal(38, 10)
        ) as tier_quantity

    from purchases

    inner join tiers
        on purchases.price_set_key = tiers.price_set_key

    where
        (tiers.tier_number = 1 and tiers.tier_model != 'volume')
        or (
            tiers.tier_model = 'graduated'
            and purchases.quantity > tiers.tier_lower_bound
        )
        or (
            tiers.tier_model = 'volume'
            and (
                purchases.quantity > tiers.tier_lower_bound or tiers.tier_number = 1
            )
            and (
                purchases.quantity <= tiers.tier_upper_bound
                or tiers.tier_upper_bound is null
            )
        )

),

purchase_tiers as (

    select
        order_line_id,
        tier_number,
        tier_quantity,
        unit_price,
        {{ unrounded_cost('tier_quantity', 'unit_price') }} as unrounded_price,
        {{ cut_cost('tier_quantity', 'unit_price') }} as whole_price,
        {{ cut_off_cost('tier_quantity', 'unit_price') }} as rest_price

    from purchase_slices
    where tier_quantity > 0

)

select * from purchase_tiers
