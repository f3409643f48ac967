with

seller_currencies as (

    select * from {{ ref('int_seller_currencies') }}

),

-- the policies that were ever in force, each until a later record of its key or its
-- retraction becomes known
delivered_policies as (

    select
        policies.*,
        least(
            coalesce(
                lead(policies.recorded_at) over (
                    partition by
                        policies.seller_account_id,
                        policies.currency_code,
                        policies.valid_from_month
                    order by policies.recorded_at
                ), {{ end_of_time() }}
            ),
            coalesce(records.retracted_at, {{ end_of_time() }})
        ) as replaced_at

    from {{ ref('stg_rounding_policies') }} as policies

    left join {{ ref('int_records_deduplicated') }} as records
        on
            records.source_table = 'rounding_policies'
            and policies.record_file = records.record_file
            and policies.record_line = records.record_line

    where
        policies.rejection_reason is null
        and coalesce(records.record_status, 'current') not in ('duplicate', 'rejected')

),

-- a dataset's policies replace the maintained ones from the first that becomes known
known_policies as (

    select
        seller_account_id,
        currency_code,
        valid_from_month,
        valid_to_month,
        rounding_mode,
        rounding_digits,
        rounding_level,
        negative_bill,
        recorded_at as known_from,
        nullif(replaced_at, {{ end_of_time() }}) as known_to

    from delivered_policies
    where coalesce(rounding_digits, 0) <= {{ most_amount_digits() }}

    union all

    select
        seller_account_id,
        currency_code,
        valid_from_month,
        valid_to_month,
        rounding_mode,
        rounding_digits,
        rounding_level,
        negative_bill,
        {{ beginning_of_time() }} as known_from,
        (select min(delivered_policies.recorded_at) from delivered_policies) as known_to

    from {{ ref('rounding_policies') }}

),

rounding_policies_joined as (

    select
        seller_currencies.seller_account_id,
        seller_currencies.currency_code,
        policies.valid_from_month,
        policies.valid_to_month,
        policies.rounding_mode,
        policies.rounding_digits,
        policies.rounding_level,
        policies.negative_bill,
        policies.known_from,
        policies.known_to,
        case when policies.seller_account_id is null then 2 else 0 end
        + case when policies.currency_code is null then 1 else 0 end as generality

    from seller_currencies

    inner join known_policies as policies
        on
            coalesce(policies.seller_account_id, seller_currencies.seller_account_id)
            = seller_currencies.seller_account_id
            and coalesce(policies.currency_code, seller_currencies.currency_code)
            = seller_currencies.currency_code

)

select * from rounding_policies_joined
