{{ config(materialized='view') }}

with

usage_settled as (

    select * from {{ ref('int_usage_buckets') }}

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

tiered_skus as (

    select sku_id

    from {{ ref('int_price_sets') }}
    where tier_model != 'flat'
    group by sku_id

),

skus as (

    select
        skus.sku_id,
        skus.provider_account_id,
        skus.billing_mode,
        case
            when skus.metering = 'p95' and skus.settlement_cycle != 'upfront'
                then 'monthly'
            else skus.settlement_cycle
        end as settlement_cycle,
        skus.metering,
        skus.usage_per_pricing_unit,
        case
            when skus.usage_per_pricing_unit >= 1000000000000 then null
            when
                skus.usage_per_pricing_unit
                = cast(skus.usage_per_pricing_unit as decimal(28, 0))
                then cast(skus.usage_per_pricing_unit as bigint)
        end as whole_usage_per_pricing_unit,
        tiered_skus.sku_id is not null as is_tiered

    from {{ ref('int_skus_validated') }} as skus

    left join tiered_skus
        on skus.sku_id = tiered_skus.sku_id

    where skus.rejection_reason is null

),

price_sets as (

    select
        sku_id,
        region_id,
        valid_from,
        valid_to,
        tier_model,
        tier_count,
        unit_price,
        currency_code

    from {{ ref('int_price_sets') }}
    where tier_number = 1

),

entitled_skus as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_entitlement_skus') }}
    group by owner_account_id, sku_id

),

-- a price of the region goes before a price of every region (rules 3.3)
usage_checked as (

    select
        usage_settled.*,
        {{ settlement_bucket_end(
            'usage_settled.bucket_started_at', 'skus.settlement_cycle'
        ) }} as bucket_ended_at,
        skus.provider_account_id,
        skus.billing_mode,
        skus.settlement_cycle,
        skus.metering,
        skus.usage_per_pricing_unit,
        skus.whole_usage_per_pricing_unit,
        skus.is_tiered,
        entitled_skus.sku_id is not null as is_entitled,
        regional_prices.region_id as price_region_id,
        coalesce(regional_prices.valid_from, general_prices.valid_from)
            as price_valid_from,
        coalesce(regional_prices.tier_model, general_prices.tier_model) as tier_model,
        coalesce(regional_prices.unit_price, general_prices.unit_price) as unit_price,
        coalesce(regional_prices.currency_code, general_prices.currency_code)
            as currency_code,
        case
            when accounts.account_id is null then 'unknown_account'
            when skus.sku_id is null then 'unknown_sku'
            when accounts.account_role = 'provider' then 'owner_is_provider'
            when skus.settlement_cycle = 'upfront' then 'not_a_metered_sku'
            when coalesce(regional_prices.sku_id, general_prices.sku_id) is null
                then 'no_list_price'
        end as rejection_reason

    from usage_settled

    left join accounts
        on usage_settled.owner_account_id = accounts.account_id

    left join skus
        on usage_settled.sku_id = skus.sku_id

    left join entitled_skus
        on
            usage_settled.owner_account_id = entitled_skus.owner_account_id
            and usage_settled.sku_id = entitled_skus.sku_id

    left join price_sets as regional_prices
        on
            usage_settled.sku_id = regional_prices.sku_id
            and usage_settled.region_id = regional_prices.region_id
            and {{ is_in_force('regional_prices', 'usage_settled.bucket_started_at') }}

    left join price_sets as general_prices
        on
            usage_settled.sku_id = general_prices.sku_id
            and general_prices.region_id is null
            and {{ is_in_force('general_prices', 'usage_settled.bucket_started_at') }}

)

select * from usage_checked
