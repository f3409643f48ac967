with delivered as (

    select * from {{ raw_records('entitlements') }}

),

renamed as (

    select
        entitlement_id,
        entitlement_kind,
        owner_account_id,
        order_line_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        region_id,
        included_quantity,
        hourly_commitment,
        plan_multiplier,
        valid_from,
        valid_to,
        recorded_at,
        rejection_reason,
        rejected_record,
        rejected_key,
        record_file,
        record_line
    from delivered

)

select * from renamed
