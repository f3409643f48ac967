{{ config(materialized='view') }}

with

usage_validated as (

    select * from {{ ref('int_usage_validated') }}
    where
        rejection_reason is null
        and {{ is_touched_charge('charge_id', 'int_touched_usage') }}

),

covered_usage as (

    select
        charge_id,
        sum(case when entitlement_kind = 'package' then drawn_quantity else 0 end)
            as package_usage,
        sum(
            case
                when entitlement_kind = 'reserved_instance' then drawn_quantity
                else 0
            end
        ) as reserved_usage

    from {{ ref('int_entitlement_draws') }}
    group by charge_id

),

increments as (

    select
        sku_id,
        pricing_increment

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null and pricing_increment is not null

),

-- what a reserved instance or a plan may cover is not rounded up
coverable_charges as (

    select usage_validated.charge_id

    from usage_validated

    inner join increments
        on usage_validated.sku_id = increments.sku_id

    inner join {{ ref('int_entitlement_skus') }} as entitlement_skus
        on
            usage_validated.owner_account_id = entitlement_skus.owner_account_id
            and usage_validated.sku_id = entitlement_skus.sku_id
            and coalesce(entitlement_skus.region_id, usage_validated.region_id, '')
            = coalesce(usage_validated.region_id, '')
            and {{ is_in_force(
                'entitlement_skus', 'usage_validated.bucket_started_at'
            ) }}
            and {{ takes_increment_off('entitlement_skus') }}

    group by usage_validated.charge_id

),

usage_left as (

    select
        usage_validated.*,
        cast(coalesce(covered_usage.package_usage, 0) as decimal(38, 10))
            as package_usage,
        cast(coalesce(covered_usage.reserved_usage, 0) as decimal(38, 10))
            as reserved_usage,
        case
            when coverable_charges.charge_id is null then increments.pricing_increment
        end as pricing_increment

    from usage_validated

    left join covered_usage
        on usage_validated.charge_id = covered_usage.charge_id

    left join increments
        on usage_validated.sku_id = increments.sku_id

    left join coverable_charges
        on usage_validated.charge_id = coverable_charges.charge_id

),

-- packages come off before pricing; reserved usage stays, it comes off as cost
quantities as (

    select
        *,
        {{ truncated_quotient(
            '(consumed_quantity - package_usage)',
            'usage_per_pricing_unit',
            'whole_usage_per_pricing_unit'
        ) }} as exact_pricing_quantity,
        case
            when reserved_usage = 0 then reserved_usage
            else
                {{ truncated_quotient(
                    'reserved_usage',
                    'usage_per_pricing_unit',
                    'whole_usage_per_pricing_unit'
                ) }}
        end as reserved_quantity

    from usage_left

),

usage_quantities as (

    select
        *,
        cast(
            {{ rounded_up_to('exact_pricing_quantity', 'pricing_increment') }}
            as decimal(38, 10)
        ) as pricing_quantity

    from quantities

)

select * from usage_quantities
