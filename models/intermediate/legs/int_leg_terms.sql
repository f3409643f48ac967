with

owner_skus as (

    select * from {{ ref('int_owner_skus') }}

),

paths as (

    select * from {{ ref('int_account_chains') }}

),

links as (

    select * from {{ ref('int_chain_legs') }}

),

applicable_discounts as (

    select * from {{ ref('int_applicable_discounts') }}

),

adjustments as (

    select
        'adjustment:' || adjustment_id as charge_id,
        coalesce(owner_account_id, reseller_account_id) as owner_account_id,
        provider_account_id,
        reseller_account_id

    from {{ ref('int_bill_adjustments_validated') }}
    where rejection_reason is null

),

accounts as (

    select
        account_id,
        account_name,
        tax_region,
        shows_customer_discounts,
        shows_reseller_costs

    from {{ ref('int_accounts_validated') }}

),

terms as (

    select
        cast(null as {{ type_text() }}) as charge_id,
        owner_skus.owner_account_id,
        owner_skus.sku_id,
        owner_skus.provider_account_id,
        owner_skus.product_code,
        owner_skus.product_name,
        owner_skus.subproduct_code,
        owner_skus.subproduct_name,
        owner_skus.component_type_code,
        owner_skus.component_type_name,
        owner_skus.component_code,
        owner_skus.component_name,
        owner_skus.specification,
        owner_skus.resource_type_code,
        owner_skus.resource_type_name,
        owner_skus.usage_unit,
        owner_skus.pricing_unit,
        owner_skus.settlement_type,
        paths.valid_from as path_from,
        paths.valid_to as path_to,
        links.leg_number,
        links.leg_kind,
        coalesce(links.seller_account_id, owner_skus.provider_account_id)
            as seller_account_id,
        links.buyer_account_id,
        paths.reseller_account_id,
        paths.distributor_account_id,
        paths.channel_code,
        paths.billing_group_code,
        applicable_discounts.valid_from,
        applicable_discounts.valid_to,
        applicable_discounts.discount_id,
        applicable_discounts.discount_kind,
        applicable_discounts.discount_multiplier,
        applicable_discounts.contract_unit_price

    from owner_skus

    inner join paths
        on owner_skus.owner_account_id = paths.account_id

    inner join links
        on
            paths.account_id = links.account_id
            and paths.valid_from = links.valid_from

    inner join applicable_discounts
        on
            links.buyer_account_id = applicable_discounts.buyer_account_id
            and links.buyer_path_from = applicable_discounts.buyer_path_from
            and owner_skus.sku_id = applicable_discounts.sku_id

    union all

    -- an adjustment is one leg between the provider and the partner, never downstream
    select
        charge_id,
        owner_account_id,
        cast(null as {{ type_text() }}) as sku_id,
        cast(null as {{ type_text() }}) as provider_account_id,
        cast(null as {{ type_text() }}) as product_code,
        cast(null as {{ type_text() }}) as product_name,
        cast(null as {{ type_text() }}) as subproduct_code,
        cast(null as {{ type_text() }}) as subproduct_name,
        cast(null as {{ type_text() }}) as component_type_code,
        cast(null as {{ type_text() }}) as component_type_name,
        cast(null as {{ type_text() }}) as component_code,
        cast(null as {{ type_text() }}) as component_name,
        cast(null as {{ type_text() }}) as specification,
        cast(null as {{ type_text() }}) as resource_type_code,
        cast(null as {{ type_text() }}) as resource_type_name,
        cast(null as {{ type_text() }}) as usage_unit,
        cast(null as {{ type_text() }}) as pricing_unit,
        cast(null as {{ type_text() }}) as settlement_type,
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

),

-- everything that a leg has from its terms alone: legs are many, terms are few.
-- Businesses see their discount, customers only under their seller's allowlist (R59,
-- R60, d2.1)
leg_terms as (

    select
        terms.*,
        sellers.account_name as seller_name,
        buyers.account_name as buyer_name,
        owners.account_name as owner_name,
        resellers.account_name as reseller_name,
        providers.account_name as provider_name,
        coalesce(sellers.shows_customer_discounts, false) as shows_customer_discounts,
        coalesce(sellers.shows_reseller_costs, false) as shows_reseller_costs,
        buyers.tax_region as buyer_tax_region,
        terms.leg_kind != 'bill_b' or sellers.shows_customer_discounts
            as is_discount_shown

    from terms

    left join accounts as sellers
        on terms.seller_account_id = sellers.account_id

    left join accounts as buyers
        on terms.buyer_account_id = buyers.account_id

    left join accounts as owners
        on terms.owner_account_id = owners.account_id

    left join accounts as resellers
        on terms.reseller_account_id = resellers.account_id

    left join accounts as providers
        on terms.provider_account_id = providers.account_id

)

select * from leg_terms
