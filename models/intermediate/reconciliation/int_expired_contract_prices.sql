with

clock as (

    select now_at

    from {{ ref('int_as_of') }}

),

terms as (

    select
        discounts.*,
        discounts_dated.valid_from,
        discounts_dated.valid_to

    from {{ ref('int_discounts_validated') }} as discounts

    inner join {{ ref('int_discount_periods') }} as discounts_dated
        on discounts.discount_id = discounts_dated.discount_id

    where discounts.rejection_reason is null

),

-- a price agreed before the terms its seller now buys at
newer_costs as (

    select
        'price_older_than_cost' as finding,
        terms.seller_account_id as account_id,
        terms.buyer_account_id,
        terms.discount_id,
        costs.discount_id as other_discount_id,
        greatest(terms.valid_from, costs.valid_from) as since_at

    from terms

    inner join terms as costs
        on
            terms.seller_account_id = costs.buyer_account_id
            and terms.submitted_at < costs.submitted_at
            and {{ intervals_share_an_instant(
                'terms', 'costs', 'valid_from', 'valid_to'
            ) }}

    where {{ scopes_meet('terms', 'costs') }}

),

-- when a price is in force it may have lost, or not yet have, its special approval
moments as (

    select
        terms.seller_account_id as account_id,
        terms.buyer_account_id,
        terms.discount_id,
        terms.based_on_discount_id,
        terms.valid_from as since_at

    from terms
    where terms.is_customer_discount

    union

    select
        terms.seller_account_id as account_id,
        terms.buyer_account_id,
        terms.discount_id,
        terms.based_on_discount_id,
        approvals.valid_to as since_at

    from terms

    inner join terms as approvals
        on
            terms.based_on_discount_id = approvals.discount_id
            and terms.valid_from <= approvals.valid_to
            and terms.valid_to > approvals.valid_to

    where terms.is_customer_discount

),

unapproved as (

    select
        'price_without_special_approval' as finding,
        moments.account_id,
        moments.buyer_account_id,
        moments.discount_id,
        moments.based_on_discount_id as other_discount_id,
        moments.since_at

    from moments

    left join terms as approvals
        on
            moments.based_on_discount_id = approvals.discount_id
            and {{ is_in_force('approvals', 'moments.since_at') }}

    where approvals.discount_id is null

),

findings as (

    select * from newer_costs
    union all
    select * from unapproved

),

-- each finding once, from its first moment, if that has come
prices_outlived as (

    select
        findings.finding,
        findings.account_id,
        findings.buyer_account_id,
        findings.discount_id,
        findings.other_discount_id,
        min(findings.since_at) as since_at

    from findings

    cross join clock

    where findings.since_at <= clock.now_at
    group by
        findings.finding,
        findings.account_id,
        findings.buyer_account_id,
        findings.discount_id,
        findings.other_discount_id

)

select * from prices_outlived
