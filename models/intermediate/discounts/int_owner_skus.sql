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

    select
        sku_id,
        provider_account_id

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

),

-- known before anything is rated, so that terms are found meanwhile
skus_owned as (

    select
        pairs.owner_account_id,
        pairs.sku_id,
        skus.provider_account_id

    from pairs

    inner join skus
        on pairs.sku_id = skus.sku_id

)

select * from skus_owned
