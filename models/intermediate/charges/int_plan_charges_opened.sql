{{ config(materialized='view') }}

with

owners_and_skus as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_entitlement_skus') }}
    where entitlement_kind = 'savings_plan'
    group by owner_account_id, sku_id

),

-- what reserved instances left of the list cost of hourly settled usage
plan_charges_opened as (

    select
        usage_listed.charge_id,
        usage_listed.owner_account_id,
        usage_listed.bucket_started_at,
        usage_listed.resource_id,
        usage_listed.sku_id,
        usage_listed.region_id,
        usage_listed.list_cost - usage_listed.reserved_cost as open_cost

    from {{ ref('int_usage_priced') }} as usage_listed

    inner join owners_and_skus
        on
            usage_listed.owner_account_id = owners_and_skus.owner_account_id
            and usage_listed.sku_id = owners_and_skus.sku_id

    where
        usage_listed.is_entitled
        and usage_listed.settlement_cycle = 'hourly'
        and usage_listed.list_cost > usage_listed.reserved_cost

)

select * from plan_charges_opened
