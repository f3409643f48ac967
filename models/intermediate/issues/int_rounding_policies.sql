with

issued_months as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}

),

-- a closed month keeps what was written of it
closed_policies as (

    select
        seller_account_id,
        billing_month,
        {{ each_of('policies') }} as bill_policy

    from {{ ref('stg_closed_months') }}

),

policies_of_bills as (

    select
        policies.seller_account_id,
        policies.currency_code,
        policies.valid_from_month,
        policies.valid_to_month,
        coalesce(closed.bill_policy['rounding_mode'], policies.rounding_mode)
            as rounding_mode,
        coalesce(closed.bill_policy['rounding_digits'], policies.rounding_digits)
            as rounding_digits,
        coalesce(closed.bill_policy['rounding_level'], policies.rounding_level)
            as rounding_level,
        coalesce(closed.bill_policy['negative_bill'], policies.negative_bill)
            as negative_bill

    from {{ ref('int_rounding_policies_known') }} as policies

    left join issued_months
        on
            policies.seller_account_id = issued_months.seller_account_id
            and policies.valid_from_month = issued_months.billing_month

    left join closed_policies as closed
        on
            issued_months.seller_account_id = closed.seller_account_id
            and issued_months.billing_month = closed.billing_month
            and policies.currency_code = closed.bill_policy['currency_code']

),

policies_compared as (

    select
        *,
        case
            when
                rounding_mode = lag(rounding_mode) over seller_currency_in_order
                and rounding_digits = lag(rounding_digits) over seller_currency_in_order
                and rounding_level = lag(rounding_level) over seller_currency_in_order
                and negative_bill = lag(negative_bill) over seller_currency_in_order
                then 0
            else 1
        end as is_other

    from policies_of_bills
    window
        seller_currency_in_order as (
            partition by seller_account_id, currency_code order by valid_from_month
        )

),

policies_numbered as (

    select
        *,
        sum(is_other) over (
            partition by seller_account_id, currency_code
            order by valid_from_month
            rows between unbounded preceding and current row
        ) as policy_number

    from policies_compared

),

-- no cut where nothing changes
rounding_policies as (

    select
        seller_account_id,
        currency_code,
        min(valid_from_month) as valid_from_month,
        case when count(*) = count(valid_to_month) then max(valid_to_month) end
            as valid_to_month,
        rounding_mode,
        rounding_digits,
        rounding_level,
        negative_bill

    from policies_numbered
    group by
        seller_account_id,
        currency_code,
        policy_number,
        rounding_mode,
        rounding_digits,
        rounding_level,
        negative_bill

)

select * from rounding_policies
