with

delivered as (

    select * from {{ delivered_records('skus') }}

),

skus as (

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
        cast(usage_per_pricing_unit as decimal(28, 10)) as usage_per_pricing_unit,
        cast(pricing_increment as decimal(28, 10)) as pricing_increment,
        settlement_type,
        cast(recorded_at as {{ type_instant() }}) as recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        rejection_detail,
        record_file,
        record_line

    from delivered
    -- a record whose recorded_at cannot be read is rejected at every moment
    where {{ is_known('recorded_at') }} or recorded_at is null

)

select * from skus
