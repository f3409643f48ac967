with

vouchers as (

    select * from {{ current_records('vouchers') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

vouchers_validated as (

    select
        vouchers.*,
        case
            when
                funders.account_id is null
                or holders.account_id is null
                or (
                    vouchers.designated_account_id is not null
                    and designated.account_id is null
                )
                then 'unknown_account'
        end as rejection_reason

    from vouchers

    left join accounts as funders
        on vouchers.funded_by_account_id = funders.account_id

    left join accounts as holders
        on vouchers.holder_account_id = holders.account_id

    left join accounts as designated
        on vouchers.designated_account_id = designated.account_id

)

select * from vouchers_validated
