with

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

closed_months as (

    select * from {{ ref('stg_closed_months') }}

),

-- a month is closed by the issue that came first; later versions change nothing
issues_ranked as (

    select
        bill_issues.seller_account_id,
        bill_issues.billing_month,
        bill_issues.issued_at,
        files.load_sequence,
        row_number() over (
            partition by bill_issues.seller_account_id, bill_issues.billing_month
            order by files.load_sequence, bill_issues.issued_at
        ) as issue_number

    from {{ ref('int_bill_issues_validated') }} as bill_issues

    inner join as_of
        on bill_issues.issued_at <= as_of.now_at

    inner join {{ ref('stg_landing_files') }} as files
        on
            bill_issues.record_file = files.record_file
            and files.source_table = 'bill_issues'

    where bill_issues.rejection_reason is null

),

last_close as (

    select coalesce(max(close_sequence), 0) as close_sequence

    from closed_months

),

-- what this build closes, in the order in which the issues came
closing_months as (

    select
        issues_ranked.seller_account_id,
        issues_ranked.billing_month,
        issues_ranked.issued_at,
        issues_ranked.load_sequence,
        last_close.close_sequence + row_number() over (
            order by
                issues_ranked.load_sequence,
                issues_ranked.issued_at,
                issues_ranked.billing_month,
                issues_ranked.seller_account_id
        ) as close_sequence

    from issues_ranked

    cross join last_close

    left join closed_months
        on
            issues_ranked.seller_account_id = closed_months.seller_account_id
            and issues_ranked.billing_month = closed_months.billing_month

    where
        issues_ranked.issue_number = 1
        and closed_months.billing_month is null
        and {{ 'false' if setting('closing_months') else 'true' }}

    union all

    select * from {{ given_closes() }} as given_closes

),

issued_months as (

    select
        closed_months.seller_account_id,
        closed_months.billing_month,
        closed_months.issued_at,
        closed_months.load_sequence,
        closed_months.close_sequence,
        true as is_closed

    from closed_months

    inner join as_of
        on closed_months.issued_at <= as_of.now_at

    where {{ is_loaded('closed_months.load_sequence') }}

    union all

    select
        seller_account_id,
        billing_month,
        issued_at,
        load_sequence,
        close_sequence,
        false as is_closed

    from closing_months

)

select * from issued_months
