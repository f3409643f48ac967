with

usage_pairs as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_usage_aggregated') }}
    group by owner_account_id, sku_id

),

order_pairs as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_orders_validated') }}
    where rejection_reason is null and not is_refund
    group by owner_account_id, sku_id

),

pairs as (

    select * from usage_pairs
    union
    select * from order_pairs

),

skus as (

    select * from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

-- known before anything is priced: the engine finds the terms in the meantime
owner_skus as (

    select
        pairs.owner_account_id,
        pairs.sku_id,
        skus.provider_account_id,
        skus.product_code,
        skus.product_name,
        skus.subproduct_code,
        skus.subproduct_name,
        skus.component_type_code,
        skus.component_type_name,
        skus.component_code,
        skus.component_name,
        skus.specification,
        skus.resource_type_code,
        skus.resource_type_name,
        skus.usage_unit,
        skus.pricing_unit,
        skus.settlement_type

    from pairs

    inner join skus
        on pairs.sku_id = skus.sku_id

)

select * from owner_skus
