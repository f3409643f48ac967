with

policies as (

    select * from {{ ref('rounding_policies') }}

),

sellers as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_seller_months_listed') }}

),

-- a seller's own policy goes before the one of every seller
policies_ranked as (

    select
        sellers.seller_account_id,
        sellers.billing_month,
        policies.rounding_mode,
        policies.rounding_digits,
        policies.rounding_level,
        row_number() over (
            partition by sellers.seller_account_id, sellers.billing_month
            order by
                case when policies.seller_account_id is null then 1 else 0 end,
                policies.valid_from_month desc
        ) as precedence

    from sellers

    inner join policies
        on
            (
                policies.seller_account_id is null
                or sellers.seller_account_id = policies.seller_account_id
            )
            and sellers.billing_month >= policies.valid_from_month
            and (
                sellers.billing_month < policies.valid_to_month
                or policies.valid_to_month is null
            )

)

select * from policies_ranked
