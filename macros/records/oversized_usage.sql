{#
    The ids of usage records that span buckets and have a part in a charge with a figure
    that does not fit its column, each with that figure, as a relation of split_usage_id
    and rejection_detail (rules 3.8, 1.10). Looked at only where a figure may leave its
    column: almost nowhere. A macro and not a model, because charges are deep in the lineage.
    Usage: select * from {{ oversized_usage() }} as oversized_usage
#}
{% macro oversized_usage() %}
(
    with
    -- looked at only where a figure may leave its column: almost nowhere
    large_skus as (
        select
            used_skus.owner_account_id,
            used_skus.sku_id,
            used_skus.is_large,
            used_skus.highest_multiplier,
            used_skus.highest_contract_price,
            used_skus.largest_cost,
            skus.usage_per_pricing_unit,
            skus.pricing_increment as largest_increment,
            {{ as_whole_divisor('skus.usage_per_pricing_unit') }}
                as whole_usage_per_pricing_unit
        from {{ ref('int_used_skus') }} as used_skus
        inner join {{ ref('int_skus_validated') }} as skus
            on used_skus.sku_id = skus.sku_id and skus.rejection_reason is null
        where used_skus.is_large
    ),
    parts as (
        select parts.*
        from {{ ref('int_usage_parts') }} as parts
        inner join large_skus
            on
                parts.owner_account_id = large_skus.owner_account_id
                and parts.sku_id = large_skus.sku_id
        where not parts.spans_too_many_buckets and not parts.is_unpriced
    ),
    bucket_usage as (
        select
            usage_aggregated.owner_account_id,
            usage_aggregated.resource_id,
            usage_aggregated.sku_id,
            usage_aggregated.region_id,
            usage_aggregated.bucket_started_at,
            usage_aggregated.consumed_quantity,
            usage_aggregated.consumed_ten_billions,
            0 as is_part
        from {{ ref('int_usage_aggregated') }} as usage_aggregated
        inner join large_skus
            on
                usage_aggregated.owner_account_id = large_skus.owner_account_id
                and usage_aggregated.sku_id = large_skus.sku_id
        where
            usage_aggregated.split_usage_id is null
            and not usage_aggregated.ends_before_it_starts
        union all
        select
            owner_account_id,
            resource_id,
            sku_id,
            region_id,
            bucket_started_at,
            {{ consumed_quantity('parts', 'parts') }} as consumed_quantity,
            {{ consumed_ten_billions('parts', 'parts') }}
                as consumed_ten_billions,
            1 as is_part
        from parts
    ),
    -- what the charges of these buckets would be, with all parts in them
    buckets as (
        select
            owner_account_id,
            resource_id,
            sku_id,
            region_id,
            bucket_started_at,
            {{ joined_quantity('sum(consumed_ten_billions)', 'sum(consumed_quantity)') }}
                as consumed_quantity,
            sum(consumed_ten_billions) as ten_billions
        from bucket_usage
        group by owner_account_id, resource_id, sku_id, region_id, bucket_started_at
        having max(is_part) = 1
    ),
    price_sets as (
        select
            sku_id,
            region_id,
            valid_from,
            valid_to,
            highest_unit_price
        from {{ ref('int_price_sets') }}
        where tier_number = 1
    ),
    priced_regions as (
        select
            sku_id,
            region_id
        from price_sets
        group by sku_id, region_id
    ),
    buckets_priced as (
        select
            buckets.*,
            cast(null as {{ type_text() }}) as own_reason,
            large_skus.is_large,
            large_skus.highest_multiplier,
            large_skus.highest_contract_price,
            large_skus.largest_cost,
            large_skus.usage_per_pricing_unit,
            large_skus.largest_increment,
            large_skus.whole_usage_per_pricing_unit,
            price_sets.highest_unit_price
        from buckets
        inner join large_skus
            on
                buckets.owner_account_id = large_skus.owner_account_id
                and buckets.sku_id = large_skus.sku_id
        left join priced_regions
            on
                buckets.sku_id = priced_regions.sku_id
                and buckets.region_id = priced_regions.region_id
        left join price_sets
            on
                buckets.sku_id = price_sets.sku_id
                and coalesce(priced_regions.region_id, '')
                = coalesce(price_sets.region_id, '')
                and {{ is_in_force('price_sets', 'buckets.bucket_started_at') }}
    ),
    buckets_with_figures as (
        select
            *,
            {{ most_priced_quantity('buckets_priced') }} as priced_quantity,
            {{ highest_price_of_legs('highest_unit_price') }} as highest_price
        from buckets_priced
    ),
    oversized_usage as (
        select
            parts.split_usage_id,
            min_by(
                {{ figure_out_of_range('buckets') }} || ', in the part from '
                || {{ instant_text('parts.usage_started_at') }}, parts.usage_started_at
            ) as rejection_detail
        from parts as parts
        inner join buckets_with_figures as buckets
            on
                parts.owner_account_id = buckets.owner_account_id
                and parts.resource_id = buckets.resource_id
                and parts.sku_id = buckets.sku_id
                and coalesce(parts.region_id, '') = coalesce(buckets.region_id, '')
                and parts.bucket_started_at = buckets.bucket_started_at
        where {{ figure_out_of_range('buckets') }} is not null
        group by parts.split_usage_id
    )
    select * from oversized_usage
)
{% endmacro %}
