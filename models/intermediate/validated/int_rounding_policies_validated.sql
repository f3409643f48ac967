with

rounding_policies as (

    select * from {{ current_records('rounding_policies') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

rounding_policies_validated as (

    select
        rounding_policies.*,
        case
            when
                rounding_policies.seller_account_id is not null
                and accounts.account_id is null
                then 'unknown_account'
            when rounding_policies.rounding_digits > {{ most_amount_digits() }}
                then 'invalid_rounding_digits'
        end as rejection_reason

    from rounding_policies

    left join accounts
        on rounding_policies.seller_account_id = accounts.account_id

)

select * from rounding_policies_validated
