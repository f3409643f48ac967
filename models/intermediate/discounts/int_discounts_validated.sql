with

discounts as (

    select * from {{ current_records('discounts') }} as current_records

),

accounts as (

    select
        account_id,
        shows_customer_discounts

    from {{ ref('int_accounts_validated') }}

),

-- how the parties stood to each other when the discount was submitted, as far as known
known_parties as (

    select
        known.*,
        coalesce(known.seller_role = 'provider', false) as is_special_approval,
        coalesce(
            known.seller_role in ('distributor', 'reseller')
            and known.buyer_role = 'customer',
            false
        ) as is_customer_discount,
        case
            when known.seller_role = 'customer' then 'second_level_reseller_may_not'
            when known.buyer_role = 'provider' then 'not_your_customer'
            when known.seller_role = 'provider' then null
            when known.buyer_role = 'customer' and not known.seller_is_first_level
                then 'second_level_reseller_may_not'
            when known.buyer_role = 'customer' and not accounts.shows_customer_discounts
                then 'not_allowlisted'
            when not known.buyer_is_below_seller then 'not_your_customer'
        end as party_reason

    from {{ ref('int_known_parties') }} as known

    inner join discounts
        on known.record_key = 'discount:' || discounts.discount_id

    left join accounts
        on discounts.seller_account_id = accounts.account_id

),

-- what was right once stays right: the first knowledge that allows the discount counts,
-- the last one where none does
parties_ranked as (

    select
        *,
        row_number() over (
            partition by record_key
            order by
                case when party_reason is null then 0 else 1 end,
                case when party_reason is null then known_at end,
                known_at desc
        ) as precedence

    from known_parties

),

parties as (

    select
        discounts.*,
        ranked.seller_role,
        ranked.buyer_role,
        ranked.is_special_approval,
        ranked.is_customer_discount,
        ranked.party_reason

    from discounts

    left join parties_ranked as ranked
        on
            ranked.record_key = 'discount:' || discounts.discount_id
            and ranked.precedence = 1

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
            else party_reason
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
