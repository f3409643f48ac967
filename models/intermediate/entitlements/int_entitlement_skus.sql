with

entitlements as (

    select * from {{ ref('int_entitlements_opened') }}

),

skus as (

    select
        sku_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code

    from {{ ref('int_skus_validated') }}
    where
        rejection_reason is null
        and billing_mode = 'pay_per_use'
        and metering != 'p95'

),

skus_covered as (

    select
        entitlements.entitlement_id,
        entitlements.entitlement_kind,
        entitlements.owner_account_id,
        skus.sku_id

    from entitlements

    inner join skus
        on {{ scope_covers('entitlements', 'skus') }}

)

select * from skus_covered
