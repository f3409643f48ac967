with

usage_of_skus as (

    select
        owner_account_id,
        sku_id,
        {{ joined_quantity('sum(consumed_ten_billions)', 'sum(consumed_quantity)') }}
            as consumed_quantity,
        {{ most_charges('split_usage_id') }} as row_count

    from {{ ref('int_usage_aggregated') }}
    group by owner_account_id, sku_id

),

highest_prices as (

    select
        sku_id,
        max(unit_price) as unit_price

    from {{ ref('int_list_prices_validated') }}
    where rejection_reason is null
    group by sku_id

),

skus_with_prices as (

    select
        usage_of_skus.*,
        accounts.account_role,
        skus.product_code,
        skus.subproduct_code,
        skus.component_type_code,
        skus.component_code,
        skus.usage_per_pricing_unit,
        skus.pricing_increment,
        highest_prices.unit_price,
        {{ costs_may_be_large('usage_of_skus', 'skus', 'highest_prices') }}
            as is_large

    from usage_of_skus

    left join {{ ref('int_accounts_validated') }} as accounts
        on usage_of_skus.owner_account_id = accounts.account_id

    left join {{ ref('int_skus_validated') }} as skus
        on usage_of_skus.sku_id = skus.sku_id and skus.rejection_reason is null

    left join highest_prices
        on usage_of_skus.sku_id = highest_prices.sku_id

),

-- the highest terms of a leg, for usage or terms that are not ordinary
highest_terms as (

    select
        skus.owner_account_id,
        skus.sku_id,
        max(reach.discount_multiplier) as discount_multiplier,
        max(reach.contract_unit_price) as contract_unit_price

    from skus_with_prices as skus

    inner join {{ ref('int_discount_reach') }} as reach
        on
            skus.owner_account_id = reach.account_id
            and {{ scope_covers('reach', 'skus') }}

    where
        skus.is_large
        or reach.contract_unit_price >= 1000000000
        or reach.discount_multiplier >= 1000
    group by skus.owner_account_id, skus.sku_id

),

skus_with_terms as (

    select
        skus.*,
        skus.is_large or terms.sku_id is not null as may_be_large,
        coalesce(terms.discount_multiplier, cast(1 as decimal(18, 10)))
            as highest_multiplier,
        coalesce(terms.contract_unit_price, cast(0 as decimal(28, 10)))
            as highest_contract_price

    from skus_with_prices as skus

    left join highest_terms as terms
        on
            skus.owner_account_id = terms.owner_account_id
            and skus.sku_id = terms.sku_id

),

large_skus as (

    select
        *,
        {{ rounded_up_by(truncated_quotient(
            'consumed_quantity', 'usage_per_pricing_unit', 'cast(null as bigint)'
        ), 'pricing_increment', 'row_count') }} as pricing_quantity,
        {{ exact_product(
            'greatest(coalesce(unit_price, 0), highest_contract_price)', 10,
            'highest_multiplier', 10, 10
        ) }} as highest_price

    from skus_with_terms
    where may_be_large

),

-- what all charges of an owner and a sku could cost, in whole money
large_costs as (

    select
        owner_account_id,
        sku_id,
        row_count,
        trunc({{ exact_product('pricing_quantity', 10, 'highest_price', 10, 8) }})
            as whole_cost

    from large_skus

),

-- the cheaper ones at these costs, each row of the others at what is left: whatever is
-- accepted, the column holds the sum
costs_left as (

    select
        {{ most_of_usage() }} - sum(coalesce(whole_cost, {{ most_of_usage() }}))
            over until_now as whole_cost,
        sum(row_count) over () as all_row_count,
        sum(row_count) over () - sum(row_count) over until_now as row_count

    from large_costs
    where coalesce(whole_cost >= 1{{ '0' * 20 }}, true)
    window
        until_now as (
            order by whole_cost asc nulls last, owner_account_id asc, sku_id asc
            rows between unbounded preceding and current row
        )

),

largest_costs as (

    select
        coalesce(
            max(
                case
                    when whole_cost >= 0 and row_count = 0 then {{ most_of_usage() }}
                    when whole_cost >= 0
                        then {{ whole_part('whole_cost', 'row_count') }}
                    else {{ whole_quotient(most_of_usage(), 'all_row_count') }}
                end
            ), {{ most_of_usage() }}
        ) as whole_cost

    from costs_left

),

tax as (

    select max(tax_factor) as tax_factor from {{ ref('int_discount_reach') }}

),

used_skus as (

    select
        skus.owner_account_id,
        skus.sku_id,
        skus.account_role,
        skus.may_be_large as is_large,
        skus.highest_multiplier,
        skus.highest_contract_price,
        cast(
            {{ whole_quotient(
                whole_units('largest_costs.whole_cost', 6),
                whole_units('tax.tax_factor', 6)
            ) }}
            as decimal(38, 8)
        ) as largest_cost

    from skus_with_terms as skus

    cross join largest_costs

    cross join tax

)

select * from used_skus
