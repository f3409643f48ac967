{{ config(materialized='view') }}

with

owners_and_skus as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_entitlement_skus') }}
    where entitlement_kind = 'reserved_instance'
    group by owner_account_id, sku_id

),

packages as (

    select
        charge_id,
        sum(drawn_quantity) as package_usage

    from {{ ref('int_package_draws') }}
    group by charge_id

),

charges as (

    select
        usage_identified.charge_id,
        usage_identified.owner_account_id,
        usage_identified.bucket_started_at,
        usage_identified.resource_id,
        usage_identified.sku_id,
        usage_identified.region_id,
        usage_identified.consumed_quantity
        - coalesce(packages.package_usage, cast(0 as decimal(38, 10)))
            as open_quantity

    from {{ ref('int_usage_identified') }} as usage_identified

    inner join owners_and_skus
        on
            usage_identified.owner_account_id = owners_and_skus.owner_account_id
            and usage_identified.sku_id = owners_and_skus.sku_id

    left join packages
        on usage_identified.charge_id = packages.charge_id

    where
        usage_identified.is_entitled
        and usage_identified.metering = 'duration'
        and usage_identified.settlement_cycle = 'hourly'

),

-- what packages left of hourly settled durations, in usage-seconds
reserved_charges_opened as (

    select *

    from charges
    where open_quantity > 0

)

select * from reserved_charges_opened
