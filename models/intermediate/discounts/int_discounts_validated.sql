with

discounts as (

    select * from {{ current_records('discounts') }} as current_records

),

accounts as (

    select
        account_id,
        account_role,
        shows_customer_discounts

    from {{ ref('int_accounts_validated') }}

),

partners_above as (

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

-- how the parties stood to each other when the discount was submitted
parties as (

    select
        discounts.*,
        sellers.account_role as seller_role,
        buyers.account_role as buyer_role,
        coalesce(sellers.account_role = 'provider', false) as is_special_approval,
        coalesce(
            sellers.account_role in ('distributor', 'reseller')
            and buyers.account_role = 'customer',
            false
        ) as is_customer_discount,
        sellers.shows_customer_discounts as seller_shows_discounts,
        seller_parents.member_account_id is null as seller_is_first_level,
        sellers_above.member_account_id is not null as buyer_is_below_seller

    from discounts

    left join accounts as sellers
        on discounts.seller_account_id = sellers.account_id

    left join accounts as buyers
        on discounts.buyer_account_id = buyers.account_id

    left join partners_above as seller_parents
        on
            discounts.seller_account_id = seller_parents.account_id
            and seller_parents.level = 1
            and {{ is_in_force('seller_parents', 'discounts.submitted_at') }}

    left join partners_above as sellers_above
        on
            discounts.buyer_account_id = sellers_above.account_id
            and discounts.seller_account_id = sellers_above.member_account_id
            and {{ is_in_force('sellers_above', 'discounts.submitted_at') }}

),

-- the first reason that needs no other discount
own_reasons as (

    select
        *,
        case
            when seller_role is null or buyer_role is null then 'unknown_account'
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
            when is_special_approval then null
            when is_customer_discount and not seller_is_first_level
                then 'second_level_reseller_may_not'
            when is_customer_discount and not seller_shows_discounts
                then 'not_allowlisted'
            when not buyer_is_below_seller then 'not_your_customer'
        end as own_reason

    from parties

),

-- what a customer discount may rest on: granted by a provider, accepted
special_approvals as (

    select
        discount_id,
        buyer_account_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code

    from own_reasons
    where is_special_approval and own_reason is null

),

discounts_validated as (

    select
        own_reasons.*,
        coalesce(
            own_reasons.own_reason,
            case
                when not own_reasons.is_customer_discount then null
                when special_approvals.discount_id is null then 'no_special_approval'
                when
                    coalesce(special_approvals.product_code, '')
                    != coalesce(own_reasons.product_code, '')
                    or coalesce(special_approvals.subproduct_code, '')
                    != coalesce(own_reasons.subproduct_code, '')
                    or coalesce(special_approvals.component_type_code, '')
                    != coalesce(own_reasons.component_type_code, '')
                    or coalesce(special_approvals.component_code, '')
                    != coalesce(own_reasons.component_code, '')
                    then 'scope_differs'
                when
                    own_reasons.effective_at
                    < {{ billing_instant(
                        "(date_trunc('day', "
                        ~ billing_local('own_reasons.submitted_at')
                        ~ ") + interval '1' day)"
                    ) }}
                    then 'retroactive'
            end
        ) as rejection_reason

    from own_reasons

    left join special_approvals
        on
            own_reasons.based_on_discount_id = special_approvals.discount_id
            and own_reasons.seller_account_id = special_approvals.buyer_account_id

)

select * from discounts_validated
