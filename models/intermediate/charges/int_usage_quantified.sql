{{ config(materialized='view') }}

with

usage_identified as (

    select * from {{ ref('int_usage_identified') }}

),

packages as (

    select
        charge_id,
        sum(drawn_quantity) as package_usage

    from {{ ref('int_package_draws') }}
    group by charge_id

),

reserved_instances as (

    select
        charge_id,
        sum(drawn_quantity) as reserved_usage

    from {{ ref('int_reserved_instance_draws') }}
    group by charge_id

),

usage_covered as (

    select
        usage_identified.*,
        coalesce(packages.package_usage, cast(0 as decimal(38, 10))) as package_usage,
        coalesce(reserved_instances.reserved_usage, cast(0 as decimal(38, 10)))
            as reserved_usage

    from usage_identified

    left join packages
        on usage_identified.charge_id = packages.charge_id

    left join reserved_instances
        on usage_identified.charge_id = reserved_instances.charge_id

),

-- packages are taken off before pricing; reserved usage stays, it is taken off as cost
usage_quantified as (

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

    from usage_covered

)

select * from usage_quantified
