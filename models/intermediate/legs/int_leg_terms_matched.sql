{{ config(materialized='view') }}

with

skus_owned as (

    select * from {{ ref('int_owner_skus') }}

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        reseller_account_id,
        distributor_account_id,
        channel_code,
        billing_group_code

    from {{ ref('int_account_paths') }}

),

links as (

    select * from {{ ref('int_account_links') }}

),

buyer_terms as (

    select * from {{ ref('int_buyer_terms') }}

),

adjustments as (

    select
        coalesce(owner_account_id, reseller_account_id) as owner_account_id,
        provider_account_id,
        reseller_account_id

    from {{ ref('int_bill_adjustments_validated') }}
    where rejection_reason is null
    group by
        coalesce(owner_account_id, reseller_account_id),
        provider_account_id,
        reseller_account_id

),

-- who sells a sku to whom on each leg of an owner's chain, and at which discount
leg_terms_matched as (

    select
        skus_owned.owner_account_id,
        skus_owned.sku_id,
        paths.valid_from as path_from,
        paths.valid_to as path_to,
        links.leg_number,
        links.leg_kind,
        coalesce(links.seller_account_id, skus_owned.provider_account_id)
            as seller_account_id,
        links.buyer_account_id,
        paths.reseller_account_id,
        paths.distributor_account_id,
        paths.channel_code,
        paths.billing_group_code,
        buyer_terms.valid_from,
        buyer_terms.valid_to,
        buyer_terms.discount_id,
        buyer_terms.discount_kind,
        buyer_terms.discount_multiplier,
        buyer_terms.contract_unit_price

    from skus_owned

    inner join paths
        on skus_owned.owner_account_id = paths.account_id

    inner join links
        on
            paths.account_id = links.account_id
            and paths.valid_from = links.valid_from

    inner join buyer_terms
        on
            links.buyer_account_id = buyer_terms.buyer_account_id
            and links.buyer_path_from = buyer_terms.buyer_path_from
            and skus_owned.sku_id = buyer_terms.sku_id

    union all

    -- adjustments stand between provider and partner, whatever the sku and the time
    select
        owner_account_id,
        cast(null as {{ type_text() }}) as sku_id,
        {{ beginning_of_time() }} as path_from,
        {{ end_of_time() }} as path_to,
        cast(1 as bigint) as leg_number,
        'bill_a' as leg_kind,
        provider_account_id as seller_account_id,
        reseller_account_id as buyer_account_id,
        reseller_account_id,
        reseller_account_id as distributor_account_id,
        cast(null as {{ type_text() }}) as channel_code,
        cast(null as {{ type_text() }}) as billing_group_code,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to,
        cast(null as {{ type_text() }}) as discount_id,
        cast(null as {{ type_text() }}) as discount_kind,
        cast(1 as decimal(18, 10)) as discount_multiplier,
        cast(null as decimal(28, 10)) as contract_unit_price

    from adjustments

)

select * from leg_terms_matched
