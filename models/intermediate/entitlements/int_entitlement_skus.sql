with

-- a package gives once, reserved instances and plans every hour
entitlements as (

    select
        *,
        case entitlement_kind
            when 'package' then coalesce(included_quantity, 0)
            when 'reserved_instance' then 3600 * coalesce(included_quantity, 1)
        end as capacity_quantity

    from {{ ref('int_entitlements_validated') }}
    where rejection_reason is null

),

skus as (

    select
        sku_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        settlement_cycle = 'hourly' as is_hourly,
        metering = 'duration' as is_duration

    from {{ ref('int_skus_validated') }}
    where
        rejection_reason is null
        and billing_mode = 'pay_per_use'
        and metering != 'p95'

),

entitlement_skus as (

    select
        entitlements.entitlement_id,
        entitlements.entitlement_kind,
        entitlements.owner_account_id,
        entitlements.region_id,
        skus.sku_id,
        entitlements.valid_from,
        entitlements.valid_to,
        entitlements.capacity_quantity,
        entitlements.hourly_commitment,
        entitlements.plan_multiplier

    from entitlements

    inner join skus
        on
            {{ scope_covers('entitlements', 'skus') }}
            and (
                entitlements.entitlement_kind = 'package'
                or (
                    entitlements.entitlement_kind = 'reserved_instance'
                    and skus.is_hourly
                    and skus.is_duration
                )
                or (
                    entitlements.entitlement_kind = 'savings_plan'
                    and skus.is_hourly
                )
            )

)

select * from entitlement_skus
