{{ config(materialized='view') }}

with

usage_validated as (

    select * from {{ ref('int_usage_validated') }}
    where rejection_reason is null

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

usage_left as (

    select
        usage_validated.*,
        cast(coalesce(covered_usage.package_usage, 0) as decimal(38, 10))
            as package_usage,
        cast(coalesce(covered_usage.reserved_usage, 0) as decimal(38, 10))
            as reserved_usage

    from usage_validated

    left join covered_usage
        on usage_validated.charge_id = covered_usage.charge_id

),

-- packages come off before pricing; reserved usage stays, it comes off as cost
usage_quantities as (

    select
        *,
        {{ truncated_quotient(
            '(consumed_quantity - package_usage)',
            'usage_per_pricing_unit',
            'whole_usage_per_pricing_unit'
        ) }} as pricing_quantity,
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

)

select * from usage_quantities
