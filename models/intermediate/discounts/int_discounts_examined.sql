with

discounts as (

    select *
    from
        {{
            referenced_records('discounts', ['seller_account_id', 'buyer_account_id'])
        }} as discounts_referenced

),

accounts as (

    select
        account_id,
        account_role,
        shows_customer_discounts

    from {{ ref('int_accounts_validated') }}

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        depth

    from {{ ref('int_account_paths') }}

),

members as (

    select
        account_id,
        level,
        member_account_id,
        valid_from,
        valid_to

    from {{ ref('int_account_ancestors') }}
    group by account_id, level, member_account_id, valid_from, valid_to

),

-- who buys and sells, and how they stood to each other when it was submitted
parties as (

    select
        discounts.*,
        sellers.account_role as seller_role,
        buyers.account_role as buyer_role,
        sellers.shows_customer_discounts as seller_shows_discounts,
        coalesce(seller_paths.depth, 0) as seller_depth,
        members.level is not null as buyer_is_below_seller

    from discounts

    left join accounts as sellers
        on discounts.seller_account_id = sellers.account_id

    left join accounts as buyers
        on discounts.buyer_account_id = buyers.account_id

    left join paths as seller_paths
        on
            discounts.seller_account_id = seller_paths.account_id
            and {{ is_in_force('seller_paths', 'discounts.submitted_at') }}

    left join members
        on
            discounts.buyer_account_id = members.account_id
            and discounts.seller_account_id = members.member_account_id
            and members.level > 0
            and {{ is_in_force('members', 'discounts.submitted_at') }}

),

-- the first reason of rules 5.1 that the discount gives without another discount
discounts_examined as (

    select
        *,
        seller_role = 'provider' as is_special_approval,
        coalesce(
            seller_role in ('distributor', 'reseller')
            and buyer_role = 'customer',
            false
        ) as is_customer_discount,
        coalesce(
            reference_reason,
            case
                when
                    discount_kind = 'multiplier'
                    and (multiplier is null or contract_unit_price is not null)
                    then 'rate_or_price'
                when
                    discount_kind = 'contract_price'
                    and (contract_unit_price is null or multiplier is not null)
                    then 'rate_or_price'
                when expires_at <= effective_at then 'expires_before_effective'
                when product_code is null and subproduct_code is not null
                    then 'invalid_subproduct_code'
                when
                    component_type_code is not null
                    and (product_code is null or subproduct_code is null)
                    then 'invalid_component_type_code'
                when
                    component_code is not null
                    and (
                        product_code is null
                        or subproduct_code is null
                        or component_type_code is null
                    )
                    then 'invalid_component_code'
                when seller_role = 'customer' then 'second_level_reseller_may_not'
                when buyer_role = 'provider' then 'not_your_customer'
                when seller_role = 'provider' then null
                when buyer_role in ('distributor', 'reseller')
                    then
                        case when not buyer_is_below_seller then 'not_your_customer' end
                when seller_depth > 0 then 'second_level_reseller_may_not'
                when not seller_shows_discounts then 'not_allowlisted'
                when not buyer_is_below_seller then 'not_your_customer'
            end
        ) as reason_alone

    from parties

)

select * from discounts_examined
