with

leg_terms as (

    select
        row_number() over (
            order by
                owner_account_id,
                sku_id,
                path_from,
                leg_number,
                valid_from,
                seller_account_id,
                buyer_account_id
        ) as terms_number,
        *

    from {{ ref('int_leg_terms_matched') }}

),

skus as (

    select
        sku_id,
        product_code,
        product_name,
        subproduct_code,
        component_type_code,
        component_code,
        usage_unit,
        pricing_unit

    from {{ ref('int_skus_validated') }}

),

sellers as (

    select
        account_id,
        shows_customer_discounts

    from {{ ref('int_accounts_validated') }}

),

-- with all that a leg says by its terms alone: legs are many, terms few
leg_terms_dated as (

    select
        leg_terms.*,
        skus.product_code,
        skus.product_name,
        skus.subproduct_code,
        skus.component_type_code,
        skus.component_code,
        skus.usage_unit,
        skus.pricing_unit,
        {{ shows_discount('leg_terms', 'sellers') }} as is_discount_shown

    from leg_terms

    left join skus
        on leg_terms.sku_id = skus.sku_id

    left join sellers
        on leg_terms.seller_account_id = sellers.account_id

)

select * from leg_terms_dated
