with

seller_currencies as (

    select * from {{ ref('int_seller_currencies') }}

),

policies as (

    select * from {{ ref('int_rounding_policies_joined') }}

),

issued_months as (

    select
        seller_account_id,
        billing_month,
        cast(billing_month + interval '1' month as date) as next_month,
        issued_at

    from {{ ref('int_issued_months') }}

),

boundaries as (

    select
        seller_account_id,
        cast('0001-01-01' as date) as boundary_month

    from seller_currencies

    union

    select
        seller_account_id,
        valid_from_month as boundary_month

    from policies

    union

    select
        seller_account_id,
        valid_to_month as boundary_month

    from policies
    where valid_to_month is not null

    union

    select
        seller_account_id,
        billing_month as boundary_month

    from issued_months

    union

    select
        seller_account_id,
        next_month as boundary_month

    from issued_months

),

-- an issued month is an interval of its own, with what was known when it was issued
intervals as (

    select
        boundaries.seller_account_id,
        boundaries.boundary_month as valid_from_month,
        lead(boundaries.boundary_month) over (
            partition by boundaries.seller_account_id
            order by boundaries.boundary_month
        ) as valid_to_month,
        coalesce(issued_months.issued_at, {{ end_of_time() }}) as known_at

    from boundaries

    left join issued_months
        on
            boundaries.seller_account_id = issued_months.seller_account_id
            and boundaries.boundary_month = issued_months.billing_month

),

-- the seller's own policy goes before that of every seller, then the currency's own
-- before that of every currency, then the later one; without any totals are rounded
policies_ranked as (

    select
        seller_currencies.seller_account_id,
        seller_currencies.currency_code,
        intervals.valid_from_month,
        intervals.valid_to_month,
        coalesce(policies.rounding_mode, 'half_up') as rounding_mode,
        coalesce(policies.rounding_digits, seller_currencies.currency_digits)
            as rounding_digits,
        coalesce(policies.rounding_level, 'bill') as rounding_level,
        coalesce(policies.negative_bill, {{ negative_bill_by_default() }})
            as negative_bill,
        row_number() over (
            partition by
                seller_currencies.seller_account_id,
                seller_currencies.currency_code,
                intervals.valid_from_month
            order by policies.generality asc, policies.valid_from_month desc
        ) as precedence

    from seller_currencies

    inner join intervals
        on seller_currencies.seller_account_id = intervals.seller_account_id

    left join policies
        on
            seller_currencies.seller_account_id = policies.seller_account_id
            and seller_currencies.currency_code = policies.currency_code
            and intervals.valid_from_month >= policies.valid_from_month
            and (
                intervals.valid_from_month < policies.valid_to_month
                or policies.valid_to_month is null
            )
            and intervals.known_at >= policies.known_from
            and (intervals.known_at < policies.known_to or policies.known_to is null)

)

select * from policies_ranked
where precedence = 1
