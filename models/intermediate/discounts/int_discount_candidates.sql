{{ config(materialized='view') }}

with

skus_bought as (

    select * from {{ ref('int_buyer_skus') }}

),

skus as (

    select
        sku_id,
        provider_account_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code,
        settlement_type

    from {{ ref('int_skus_validated') }}

),

members as (

    select
        account_id,
        level,
        member_account_id,
        valid_from,
        valid_to

    from {{ ref('int_account_ancestors') }}
    where level > 0
    group by account_id, level, member_account_id, valid_from, valid_to

),

discounts as (

    select
        discounts.discount_id,
        discounts.seller_account_id,
        discounts.buyer_account_id,
        discounts.is_special_approval,
        discounts.product_code,
        discounts.subproduct_code,
        discounts.component_type_code,
        discounts.component_code,
        discounts.submitted_at,
        discounts_dated.valid_from,
        discounts_dated.valid_to

    from {{ ref('int_discounts_validated') }} as discounts

    inner join {{ ref('int_discount_periods') }} as discounts_dated
        on discounts.discount_id = discounts_dated.discount_id

),

-- leg 1 takes the provider's terms, the others those of any partner above the buyer
candidates_matched as (

    select
        skus_bought.buyer_account_id,
        skus_bought.buyer_path_from,
        skus_bought.sku_id,
        discounts.discount_id,
        {{ scope_depth('discounts') }} as scope_depth,
        coalesce(members.level, 1) as seller_distance,
        discounts.submitted_at,
        discounts.valid_from,
        discounts.valid_to

    from skus_bought

    inner join skus
        on skus_bought.sku_id = skus.sku_id

    inner join discounts
        on
            skus_bought.buyer_account_id = discounts.buyer_account_id
            and skus_bought.is_first_leg = discounts.is_special_approval
            and {{ scope_covers('discounts', 'skus') }}

    left join members
        on
            skus_bought.buyer_account_id = members.account_id
            and discounts.seller_account_id = members.member_account_id
            and skus_bought.buyer_path_from >= members.valid_from
            and skus_bought.buyer_path_from < members.valid_to

    where
        (
            discounts.is_special_approval
            and discounts.seller_account_id = skus.provider_account_id
            and skus.settlement_type != 'no_discount'
        )
        or (not discounts.is_special_approval and members.level is not null)

)

select * from candidates_matched
