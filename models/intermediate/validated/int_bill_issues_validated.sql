with

bill_issues as (

    select * from {{ current_records('bill_issues') }} as current_records

),

-- a seller whose record is taken back later was there when it issued
known_sellers as (

    select
        {{ key_part('account_id') }} as account_key,
        {{ end_of_time() }} as known_to

    from {{ ref('int_accounts_validated') }}

    union all

    select
        record_key as account_key,
        retracted_at as known_to

    from {{ ref('int_records_deduplicated') }}
    where
        source_table = 'accounts'
        and record_status in ('superseded', 'retracted')
        and retracted_at is not null

),

sellers as (

    select
        account_key,
        max(known_to) as known_to

    from known_sellers
    group by account_key

),

bill_issues_validated as (

    select
        bill_issues.*,
        case
            when sellers.account_key is null then 'unknown_account'
            when
                bill_issues.issued_at
                < {{ billing_instant(
                    "(cast(bill_issues.billing_month as timestamp) + interval '1' month)"
                ) }}
                then 'issued_before_end'
        end as rejection_reason

    from bill_issues

    left join sellers
        on
            {{ key_part('bill_issues.seller_account_id') }} = sellers.account_key
            and bill_issues.issued_at < sellers.known_to

)

select * from bill_issues_validated
