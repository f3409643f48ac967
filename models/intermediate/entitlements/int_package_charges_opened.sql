{{ config(materialized='view') }}

with

owners_and_skus as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_entitlement_skus') }}
    where entitlement_kind = 'package'
    group by owner_account_id, sku_id

),

-- what the packages of an owner may cover, in usage units
package_charges_opened as (

    select
        usage_identified.charge_id,
        usage_identified.owner_account_id,
        usage_identified.bucket_started_at,
        usage_identified.resource_id,
        usage_identified.sku_id,
        usage_identified.region_id,
        usage_identified.consumed_quantity as open_quantity

    from {{ ref('int_usage_identified') }} as usage_identified

    inner join owners_and_skus
        on
            usage_identified.owner_account_id = owners_and_skus.owner_account_id
            and usage_identified.sku_id = owners_and_skus.sku_id

    where usage_identified.is_entitled and usage_identified.consumed_quantity > 0

)

select * from package_charges_opened
