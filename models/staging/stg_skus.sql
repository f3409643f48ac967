with delivered as (

    select * from {{ raw_records('skus') }}

),

renamed as (

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
        settlement_type,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
