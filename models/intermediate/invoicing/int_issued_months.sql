with

clock as (

    select now_at

    from {{ ref('int_as_of') }}

),

-- later versions of an issue change nothing (rules 8.2)
first_issues as (

    select
        bill_issues.seller_account_id,
        bill_issues.billing_month,
        min(bill_issues.issued_at) as issued_at

    from {{ ref('int_bill_issues_validated') }} as bill_issues

    inner join clock
        on bill_issues.issued_at <= clock.now_at

    where bill_issues.rejection_reason is null
    group by bill_issues.seller_account_id, bill_issues.billing_month

),

issues_ranked as (

    select
        *,
        row_number() over (
            partition by seller_account_id, issued_at
            order by billing_month
        ) as month_rank

    from first_issues

),

-- issues of one instant are one step, but months of one seller go one after the other
issues_stepped as (

    select
        seller_account_id,
        billing_month,
        issued_at,
        dense_rank() over (order by issued_at, month_rank) as step_number

    from issues_ranked

),

-- the last that became known of what is rated, at the instant of the issue or before
knowledge as (

    {% for table in rated_tables() %}
        select
            issued.step_number,
            max(records.recorded_at) as known_at

        from {{ ref('stg_' ~ table) }} as records

        inner join issues_stepped as issued
            on records.recorded_at <= issued.issued_at

        group by issued.step_number
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

steps_known as (

    select
        step_number,
        max(known_at) as known_at

    from knowledge
    group by step_number

),

bill_months_issued as (

    select
        issues_stepped.*,
        coalesce(steps_known.known_at, issues_stepped.issued_at) as known_at

    from issues_stepped

    left join steps_known
        on issues_stepped.step_number = steps_known.step_number

)

select * from bill_months_issued
