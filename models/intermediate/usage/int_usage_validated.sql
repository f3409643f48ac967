with

price_sets as (

    select
        price_set_key,
        sku_id,
        region_id,
        valid_from,
        valid_to,
        tier_model,
        unit_price,
        highest_unit_price,
        currency_code,
        max(case when tier_model != 'flat' then 1 else 0 end) over (
            partition by sku_id
        ) = 1 as is_tiered

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

skus as (

    select
        sku_id,
        provider_account_id,
        billing_mode,
        case
            when metering = 'p95' and settlement_cycle != 'upfront'
                then 'monthly'
            else settlement_cycle
        end as settlement_cycle,
        metering,
        usage_per_pricing_unit,
        pricing_increment,
        {{ as_whole_divisor('usage_per_pricing_unit') }}
            as whole_usage_per_pricing_unit

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

usage_priced as (

    select
        {{ usage_charge_id('usage_buckets') }} as charge_id,
        usage_buckets.owner_account_id,
        usage_buckets.resource_id,
        usage_buckets.sku_id,
        usage_buckets.region_id,
        usage_buckets.bucket_started_at,
        {{ settlement_bucket_end(
            'usage_buckets.bucket_started_at', 'skus.settlement_cycle'
        ) }} as bucket_ended_at,
        {{ billing_month_of('usage_buckets.bucket_started_at') }} as billing_month,
        usage_buckets.ends_before_it_starts,
        usage_buckets.rejected_usage_id,
        usage_buckets.rejection_detail as record_detail,
        usage_buckets.operator_account_id,
        usage_buckets.resource_name,
        usage_buckets.project,
        usage_buckets.zone_id,
        usage_buckets.tags,
        case
            when skus.metering = 'p95' and bandwidth_percentiles.sku_id is null
                then cast(0 as decimal(38, 10))
            when skus.metering = 'p95' then bandwidth_percentiles.consumed_quantity
            else usage_buckets.consumed_quantity
        end as consumed_quantity,
        case
            when skus.metering = 'p95'
                then coalesce(bandwidth_percentiles.usage_days_ratio, 0)
        end as usage_days_ratio,
        usage_buckets.first_used_at,
        usage_buckets.last_used_at,
        usage_buckets.recorded_at,
        usage_buckets.record_count,
        usage_buckets.spanning_count,
        usage_buckets.spanning_recorded_at,
        usage_buckets.usage_digest,
        skus.provider_account_id,
        skus.billing_mode,
        skus.settlement_cycle,
        skus.metering,
        skus.usage_per_pricing_unit,
        skus.pricing_increment as largest_increment,
        skus.whole_usage_per_pricing_unit,
        coalesce(price_sets.is_tiered, false) as is_tiered,
        price_sets.price_set_key,
        price_sets.tier_model,
        price_sets.unit_price,
        price_sets.currency_code,
        price_sets.highest_unit_price,
        usage_buckets.ten_billions,
        used_skus.is_large,
        case when used_skus.is_large then used_skus.highest_multiplier end
            as highest_multiplier,
        case when used_skus.is_large then used_skus.highest_contract_price end
            as highest_contract_price,
        case when used_skus.is_large then used_skus.largest_cost end as largest_cost,
        case
            when used_skus.account_role is null then 'unknown_account'
            when skus.sku_id is null then 'unknown_sku'
            when used_skus.account_role = 'provider' then 'owner_is_provider'
            when usage_buckets.ends_before_it_starts then 'ends_before_it_starts'
            when skus.settlement_cycle = 'upfront' then 'not_a_metered_sku'
            when usage_buckets.spans_too_many_buckets then 'spans_too_many_buckets'
            when usage_buckets.rejection_detail is not null then 'out_of_range'
            when price_sets.sku_id is null then 'no_list_price'
            when usage_buckets.rejected_usage_id is not null then 'no_list_price'
        end as own_reason

    from {{ ref('int_usage_buckets') }} as usage_buckets

    left join {{ ref('int_used_skus') }} as used_skus
        on
            usage_buckets.owner_account_id = used_skus.owner_account_id
            and usage_buckets.sku_id = used_skus.sku_id

    left join skus
        on usage_buckets.sku_id = skus.sku_id

    left join priced_regions
        on
            usage_buckets.sku_id = priced_regions.sku_id
            and usage_buckets.region_id = priced_regions.region_id

    left join price_sets
        on
            usage_buckets.sku_id = price_sets.sku_id
            and coalesce(priced_regions.region_id, '')
            = coalesce(price_sets.region_id, '')
            and {{ is_in_force('price_sets', 'usage_buckets.bucket_started_at') }}

    left join {{ ref('int_bandwidth_percentiles') }} as bandwidth_percentiles
        on
            usage_buckets.owner_account_id = bandwidth_percentiles.owner_account_id
            and usage_buckets.resource_id = bandwidth_percentiles.resource_id
            and usage_buckets.sku_id = bandwidth_percentiles.sku_id
            and coalesce(usage_buckets.region_id, '')
            = coalesce(bandwidth_percentiles.region_id, '')
            and usage_buckets.bucket_started_at
            = bandwidth_percentiles.month_started_at

),

usage_with_figures as (

    select
        *,
        case
            when is_large then {{ most_priced_quantity('usage_priced') }}
        end as priced_quantity,
        {{ highest_price_of_legs('highest_unit_price') }} as highest_price

    from usage_priced

),

usage_validated as (

    select
        *,
        coalesce(record_detail, {{ figure_out_of_range('charges') }})
            as rejection_detail,
        case
            when own_reason is not null then own_reason
            when {{ figure_out_of_range('charges') }} is not null then 'out_of_range'
        end as rejection_reason

    from usage_with_figures as charges

)

select * from usage_validated
