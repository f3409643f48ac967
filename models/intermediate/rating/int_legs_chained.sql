{{ config(materialized='view') }}

with

charges as (

    select * from {{ ref('int_charges_listed') }}
    where charge_category in ('usage', 'purchase')

),

links as (

    select * from {{ ref('int_account_links_walked') }}

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        reseller_account_id,
        distributor_account_id,
        channel_code

    from {{ ref('int_account_paths_walked') }}

),

-- every tier's leg of one charge: the chain of its owner at the identity moment
legs_chained as (

    select
        charges.charge_id,
        links.leg_kind,
        links.leg_number,
        coalesce(links.seller_account_id, charges.provider_account_id)
            as seller_account_id,
        links.buyer_account_id,
        links.buyer_path_from,
        charges.owner_account_id,
        paths.reseller_account_id,
        paths.distributor_account_id,
        paths.channel_code,
        charges.charge_category,
        charges.order_type,
        charges.transaction_type,
        charges.billing_mode,
        charges.settlement_cycle,
        charges.resource_id,
        charges.sku_id,
        charges.region_id,
        charges.project,
        charges.billing_month,
        charges.charge_period_start,
        charges.charge_period_end,
        charges.transaction_at,
        charges.price_at,
        charges.consumed_quantity,
        charges.package_usage,
        charges.reserved_usage,
        charges.reserved_quantity,
        charges.pricing_quantity,
        charges.list_unit_price,
        charges.list_cost as charge_list_cost,
        charges.reserved_cost,
        charges.plan_cost,
        charges.currency_code

    from charges

    inner join paths
        on
            charges.owner_account_id = paths.account_id
            and {{ is_in_force('paths', 'charges.identity_at') }}

    inner join links
        on
            paths.account_id = links.account_id
            and paths.valid_from = links.valid_from

)

select * from legs_chained
