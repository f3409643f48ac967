with

delivered as (

    select * from {{ delivered_records('entitlements') }}

),

entitlements as (

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
        cast(included_quantity as decimal(28, 10)) as included_quantity,
        cast(hourly_commitment as decimal(28, 10)) as hourly_commitment,
        cast(plan_multiplier as decimal(18, 10)) as plan_multiplier,
        cast(valid_from as {{ type_instant() }}) as valid_from,
        cast(valid_to as {{ type_instant() }}) as valid_to,
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

select * from entitlements
