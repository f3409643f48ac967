{#
    The ids of usage records of which a part lies in a bucket without a list price
    (rules 3.8): one such part rejects the record as a whole. Prices are looked up once for
    each sku, region and bucket.
    Usage: select split_usage_id from {{ unpriced_usage('parts') }} as unpriced_usage
#}
{% macro unpriced_usage(parts) -%}
(
    select distinct parts.split_usage_id
    from {{ parts }} as parts
    inner join (
        select
            buckets.sku_id,
            buckets.region_key,
            buckets.bucket_started_at
        from (
            select distinct
                sku_id,
                coalesce(region_id, '') as region_key,
                bucket_started_at
            from {{ parts }}
        ) as buckets
        left join {{ ref('int_list_prices_validated') }} as prices
            on
                buckets.sku_id = prices.sku_id
                and coalesce(prices.region_id, buckets.region_key) = buckets.region_key
                and prices.valid_from <= buckets.bucket_started_at
                and buckets.bucket_started_at
                < coalesce(prices.valid_to, {{ end_of_time() }})
                and prices.rejection_reason is null
        where prices.sku_id is null
    ) as unpriced_buckets
        on
            parts.sku_id = unpriced_buckets.sku_id
            and coalesce(parts.region_id, '') = unpriced_buckets.region_key
            and parts.bucket_started_at = unpriced_buckets.bucket_started_at
)
{%- endmacro %}
