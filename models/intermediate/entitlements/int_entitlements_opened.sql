with

-- what each entitlement can give: a package once, the others every hour
entitlements_opened as (

    select
        entitlement_id,
        entitlement_kind,
        owner_account_id,
        region_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        valid_from,
        valid_to,
        case entitlement_kind
            when 'package' then coalesce(included_quantity, 0)
            when 'reserved_instance' then 3600 * coalesce(included_quantity, 1)
        end as capacity_quantity,
        hourly_commitment,
        plan_multiplier

    from {{ ref('int_entitlements_validated') }}
    where rejection_reason is null

)

select * from entitlements_opened
