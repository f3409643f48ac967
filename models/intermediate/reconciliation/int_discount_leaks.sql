with

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

discounts as (

    select * from {{ ref('int_discount_periods') }}

),

-- a price agreed before the discount at which its seller now buys
older_prices as (

    select
        'price_older_than_cost' as finding,
        prices.seller_account_id,
        prices.buyer_account_id,
        prices.discount_id,
        costs.discount_id as other_discount_id,
        greatest(prices.valid_from, costs.valid_from) as since_at

    from discounts as prices

    inner join discounts as costs
        on
            prices.seller_account_id = costs.buyer_account_id
            and prices.submitted_at < costs.submitted_at
            and {{ intervals_share_an_instant(
                'prices', 'costs', 'valid_from', 'valid_to'
            ) }}

    where {{ scopes_meet('prices', 'costs') }}

),

customer_discounts as (

    select * from discounts
    where is_customer_discount

),

-- a customer discount can lack its special approval when it comes into force, or when
-- the approval ends
moments as (

    select
        seller_account_id,
        buyer_account_id,
        discount_id,
        based_on_discount_id,
        valid_from as since_at

    from customer_discounts

    union

    select
        customer_discounts.seller_account_id,
        customer_discounts.buyer_account_id,
        customer_discounts.discount_id,
        customer_discounts.based_on_discount_id,
        approvals.valid_to as since_at

    from customer_discounts

    inner join discounts as approvals
        on
            customer_discounts.based_on_discount_id = approvals.discount_id
            and customer_discounts.valid_from <= approvals.valid_to
            and customer_discounts.valid_to > approvals.valid_to

),

unapproved_prices as (

    select
        'price_without_special_approval' as finding,
        moments.seller_account_id,
        moments.buyer_account_id,
        moments.discount_id,
        moments.based_on_discount_id as other_discount_id,
        moments.since_at

    from moments

    left join discounts as approvals
        on
            moments.based_on_discount_id = approvals.discount_id
            and {{ is_in_force('approvals', 'moments.since_at') }}

    where approvals.discount_id is null

),

prices as (

    select * from older_prices
    union all
    select * from unapproved_prices

),

discount_leaks as (

    -- each finding once, from its first moment, if that has come
    select
        prices.finding,
        prices.seller_account_id as account_id,
        prices.buyer_account_id as owner_account_id,
        prices.discount_id,
        prices.other_discount_id,
        min(prices.since_at) as since_at

    from prices

    cross join as_of

    where prices.since_at <= as_of.now_at
    group by
        prices.finding,
        prices.seller_account_id,
        prices.buyer_account_id,
        prices.discount_id,
        prices.other_discount_id

    union all

    -- leg 1 alone takes a special approval: that of a second-level reseller never does
    select
        'special_approval_never_taken' as finding,
        discounts_validated.buyer_account_id as account_id,
        cast(null as {{ type_text() }}) as owner_account_id,
        discounts_validated.discount_id,
        cast(null as {{ type_text() }}) as other_discount_id,
        discounts_validated.submitted_at as since_at

    from {{ ref('int_discounts_validated') }} as discounts_validated

    inner join {{ ref('int_account_chains') }} as paths
        on
            discounts_validated.buyer_account_id = paths.account_id
            and {{ is_in_force('paths', 'discounts_validated.submitted_at') }}

    where
        discounts_validated.rejection_reason is null
        and discounts_validated.is_special_approval
        and discounts_validated.buyer_account_id = paths.reseller_account_id
        and discounts_validated.buyer_account_id != paths.distributor_account_id

)

select * from discount_leaks
