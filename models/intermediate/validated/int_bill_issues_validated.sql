with

bill_issues as (

    select * from {{ current_records('bill_issues') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

bill_issues_validated as (

    select
        bill_issues.*,
        case
            when sellers.account_id is null then 'unknown_account'
            when
                bill_issues.issued_at
                < {{ billing_instant(
                    "(cast(bill_issues.billing_month as timestamp) + interval '1' month)"
                ) }}
                then 'issued_before_end'
        end as rejection_reason

    from bill_issues

    left join accounts as sellers
        on bill_issues.seller_account_id = sellers.account_id

)

select * from bill_issues_validated
