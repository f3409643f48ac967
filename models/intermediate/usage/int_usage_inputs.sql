with

skus as (

    select
        'sku' as input_kind,
        cast(null as {{ type_text() }}) as owner_account_id,
        sku_id,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to,
        {{ digest_text_of([
            'provider_account_id', 'billing_mode', 'settlement_cycle', 'metering',
            'usage_per_pricing_unit', 'pricing_increment', 'product_code',
            'subproduct_code', 'component_type_code', 'component_code'
        ]) }} as digest

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

-- regions with prices of their own, and whether the sku is tiered, change all usage
priced_skus as (

    select
        'priced_sku' as input_kind,
        cast(null as {{ type_text() }}) as owner_account_id,
        sku_id,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to,
        cast(sum(region_digest) as {{ type_text() }}) as digest

    from (
        select
            sku_id,
            {{ digest_of(["coalesce(region_id, '')", "max(tier_model != 'flat')"]) }}
                as region_digest
        from {{ ref('int_price_sets') }}
        group by sku_id, coalesce(region_id, '')
    ) as regions
    group by sku_id

),

price_tiers as (

    select
        'price' as input_kind,
        cast(null as {{ type_text() }}) as owner_account_id,
        sku_id,
        valid_from,
        valid_to,
        {{ digest_text_of([
            'region_id', 'tier_number', 'tier_count', 'tier_lower_bound',
            'tier_upper_bound', 'tier_model', 'unit_price', 'highest_unit_price',
            'currency_code'
        ]) }} as digest

    from {{ ref('int_price_sets') }}

),

-- how high a figure may be matters only where it may be large
used_skus as (

    select
        'used_sku' as input_kind,
        owner_account_id,
        sku_id,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to,
        {{ digest_text_of([
            'account_role', 'is_large',
            'case when is_large then highest_multiplier end',
            'case when is_large then highest_contract_price end',
            'case when is_large then largest_cost end'
        ]) }} as digest

    from {{ ref('int_used_skus') }}

),

entitlements as (

    select
        'entitlement' as input_kind,
        owner_account_id,
        cast(null as {{ type_text() }}) as sku_id,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to,
        {{ digest_text_of([
            'entitlement_id', 'entitlement_kind', 'product_code', 'subproduct_code',
            'component_type_code', 'component_code', 'region_id', 'valid_from',
            'valid_to', 'included_quantity', 'hourly_commitment', 'plan_multiplier'
        ]) }} as digest

    from {{ ref('int_entitlements_validated') }}
    where rejection_reason is null

),

usage_inputs as (

    select * from skus
    union all
    select * from priced_skus
    union all
    select * from price_tiers
    union all
    select * from used_skus
    union all
    select * from entitlements

)

select * from usage_inputs
