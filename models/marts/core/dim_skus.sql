with

dim_skus as (

    select
        sku_id,
        provider_account_id,
        product_code,
        product_name,
        subproduct_code,
        subproduct_name,
        component_type_code,
        component_type_name,
        component_code,
        component_name,
        resource_type_code,
        resource_type_name,
        specification,
        billing_mode,
        settlement_cycle,
        metering,
        usage_unit,
        pricing_unit,
        usage_per_pricing_unit,
        pricing_increment,
        settlement_type,
        recorded_at

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null

    union all

    select
        sku_id,
        provider_account_id,
        product_code,
        product_name,
        subproduct_code,
        subproduct_name,
        component_type_code,
        component_type_name,
        component_code,
        component_name,
        resource_type_code,
        resource_type_name,
        specification,
        billing_mode,
        settlement_cycle,
        metering,
        usage_unit,
        pricing_unit,
        usage_per_pricing_unit,
        pricing_increment,
        settlement_type,
        recorded_at

    from {{ ref('int_former_skus') }}

)

select * from dim_skus
