{{ config(materialized='view') }}

with

owners as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_owner_skus') }}

),

links as (

    select
        account_id,
        leg_number,
        buyer_account_id,
        buyer_path_from

    from {{ ref('int_account_links') }}

),

-- who may buy what on any leg, and where the buyer stood then
skus_bought as (

    select
        links.buyer_account_id,
        links.buyer_path_from,
        links.leg_number = 1 as is_first_leg,
        owners.sku_id

    from owners

    inner join links
        on owners.owner_account_id = links.account_id

    group by
        links.buyer_account_id,
        links.buyer_path_from,
        links.leg_number = 1,
        owners.sku_id

)

select * from skus_bought
