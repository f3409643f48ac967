with

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

-- later versions of an issue change nothing
first_issues as (

    select
        bill_issues.seller_account_id,
        bill_issues.billing_month,
        min(bill_issues.issued_at) as issued_at

    from {{ ref('int_bill_issues_validated') }} as bill_issues

    inner join as_of
        on bill_issues.issued_at <= as_of.now_at

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

issue_instants as (

    select issued_at

    from issues_stepped
    group by issued_at

),

-- records that can change a rating
rated_records as (

    select recorded_at from {{ ref('stg_accounts') }}
    union all
    select recorded_at from {{ ref('stg_account_bindings') }}
    union all
    select recorded_at from {{ ref('stg_channels') }}
    union all
    select recorded_at from {{ ref('stg_billing_groups') }}
    union all
    select recorded_at from {{ ref('stg_skus') }}
    union all
    select recorded_at from {{ ref('stg_list_prices') }}
    union all
    select recorded_at from {{ ref('stg_discounts') }}
    union all
    select recorded_at from {{ ref('stg_discount_changes') }}
    union all
    select recorded_at from {{ ref('stg_tax_rates') }}
    union all
    select recorded_at from {{ ref('stg_usage') }}
    union all
    select recorded_at from {{ ref('stg_orders') }}
    union all
    select recorded_at from {{ ref('stg_entitlements') }}
    union all
    select recorded_at from {{ ref('stg_vouchers') }}
    union all
    select recorded_at from {{ ref('stg_bill_adjustments') }}
    union all
    select recorded_at from {{ ref('stg_retractions') }}

),

-- the last of them that was known at the issue
knowledge as (

    select
        issue_instants.issued_at,
        max(rated_records.recorded_at) as known_at

    from rated_records

    inner join issue_instants
        on rated_records.recorded_at <= issue_instants.issued_at

    group by issue_instants.issued_at

),

issued_months as (

    select
        issues_stepped.seller_account_id,
        issues_stepped.billing_month,
        issues_stepped.issued_at,
        issues_stepped.step_number,
        coalesce(knowledge.known_at, issues_stepped.issued_at) as known_at

    from issues_stepped

    left join knowledge
        on issues_stepped.issued_at = knowledge.issued_at

)

select * from issued_months
