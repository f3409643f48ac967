with

sellers as (

    select account_id as seller_account_id

    from {{ ref('int_account_roles') }}
    where account_role != 'customer' and known_to = {{ end_of_time() }}
    group by account_id

),

seller_policies as (

    select
        sellers.seller_account_id,
        policies.valid_from_month,
        policies.valid_to_month,
        policies.rounding_mode,
        policies.rounding_digits,
        policies.rounding_level,
        policies.seller_account_id is not null as is_own

    from sellers

    inner join {{ ref('rounding_policies') }} as policies
        on
            policies.seller_account_id is null
            or sellers.seller_account_id = policies.seller_account_id

),

boundaries as (

    select
        seller_account_id,
        valid_from_month as boundary_month

    from seller_policies

    union

    select
        seller_account_id,
        valid_to_month as boundary_month

    from seller_policies
    where valid_to_month is not null

),

intervals as (

    select
        seller_account_id,
        boundary_month as valid_from_month,
        lead(boundary_month) over (
            partition by seller_account_id order by boundary_month
        ) as valid_to_month

    from boundaries

),

-- a seller's own policy goes before the one of every seller
policies_ranked as (

    select
        intervals.seller_account_id,
        intervals.valid_from_month,
        intervals.valid_to_month,
        seller_policies.rounding_mode,
        seller_policies.rounding_digits,
        seller_policies.rounding_level,
        row_number() over (
            partition by intervals.seller_account_id, intervals.valid_from_month
            order by
                case when seller_policies.is_own then 0 else 1 end,
                seller_policies.valid_from_month desc
        ) as precedence

    from intervals

    inner join seller_policies
        on
            intervals.seller_account_id = seller_policies.seller_account_id
            and intervals.valid_from_month >= seller_policies.valid_from_month
            and (
                intervals.valid_from_month < seller_policies.valid_to_month
                or seller_policies.valid_to_month is null
            )

),

rounding_policies as (

    select
        seller_account_id,
        valid_from_month,
        valid_to_month,
        rounding_mode,
        rounding_digits,
        rounding_level

    from policies_ranked
    where precedence = 1

)

select * from rounding_policies
