with

clock as (

    select now_at

    from {{ ref('int_as_of') }}

),

bill_lines as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_bill_lines_aggregated') }}
    group by seller_account_id, billing_month

),

bill_issues as (

    select
        bill_issues.seller_account_id,
        bill_issues.billing_month,
        min(bill_issues.issued_at) as issued_at,
        cast(max(bill_issues.version) as bigint) as version

    from {{ ref('int_bill_issues_validated') }} as bill_issues

    inner join clock
        on bill_issues.issued_at <= clock.now_at

    where bill_issues.rejection_reason is null
    group by bill_issues.seller_account_id, bill_issues.billing_month

),

months as (

    select
        seller_account_id,
        billing_month

    from bill_lines

    union

    select
        seller_account_id,
        billing_month

    from bill_issues

),

months_bounded as (

    select
        seller_account_id,
        billing_month,
        {{ billing_instant('cast(billing_month as timestamp)') }} as month_started_at,
        {{ billing_instant(
            "(cast(billing_month as timestamp) + interval '1' month)"
        ) }} as month_ended_at,
        {{ billing_instant(
            "(cast(billing_month as timestamp) + interval '1' month"
            " + interval '4' day)"
        ) }} as due_at

    from months

),

billing_months_dated as (

    select
        months_bounded.seller_account_id,
        months_bounded.billing_month,
        case
            when bill_issues.issued_at is not null then 'issued'
            when clock.now_at >= months_bounded.month_ended_at then 'verifying'
            else 'open'
        end as state,
        months_bounded.month_started_at,
        months_bounded.month_ended_at,
        months_bounded.due_at,
        bill_issues.issued_at,
        bill_issues.version

    from months_bounded

    cross join clock

    left join bill_issues
        on
            months_bounded.seller_account_id = bill_issues.seller_account_id
            and months_bounded.billing_month = bill_issues.billing_month

)

select * from billing_months_dated
