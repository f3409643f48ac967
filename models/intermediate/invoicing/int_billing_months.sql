{%- set month_columns = [
    'seller_account_id', 'billing_month', 'shows_customer_discounts', 'shows_reseller_costs'
] -%}

with

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

-- a later version of an issue changes nothing but its number
versions as (

    select
        bill_issues.seller_account_id,
        bill_issues.billing_month,
        cast(max(bill_issues.version) as bigint) as version

    from {{ ref('int_bill_issues_validated') }} as bill_issues

    inner join as_of
        on bill_issues.issued_at <= as_of.now_at

    where bill_issues.rejection_reason is null
    group by bill_issues.seller_account_id, bill_issues.billing_month

),

issued_months as (

    select
        issued_months.seller_account_id,
        issued_months.billing_month,
        issued_months.issued_at,
        coalesce(versions.version, 1) as version

    from {{ ref('int_issued_months') }} as issued_months

    left join versions
        on
            issued_months.seller_account_id = versions.seller_account_id
            and issued_months.billing_month = versions.billing_month

),

-- the allowlists of the seller as its lines were billed; what is only taken back says
-- nothing of them where there is anything else
touched_months as (

    select
        seller_account_id,
        billing_month,
        coalesce(
            bool_and(
                case when line_kind != 'reversal' then shows_customer_discounts end
            ),
            bool_and(shows_customer_discounts)
        ) as shows_customer_discounts,
        coalesce(
            bool_and(case when line_kind != 'reversal' then shows_reseller_costs end),
            bool_and(shows_reseller_costs)
        ) as shows_reseller_costs

    from {{ ref('int_bill_lines') }}
    where {{ is_touched_month('billing_month') }}
    group by seller_account_id, billing_month

),

billed_months as (

    select * from touched_months

    union all

    select *
    from {{ rows_before(
        'billing_months', month_columns, 'touched_months', of_bills=true
    ) }} as kept
    where not ({{ is_touched_month('billing_month') }})

),

months as (

    select
        seller_account_id,
        billing_month

    from billed_months

    union

    select
        seller_account_id,
        billing_month

    from issued_months

),

months_dated as (

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

billing_months as (

    select
        months.seller_account_id,
        months.billing_month,
        case
            when issued_months.issued_at is not null then 'issued'
            when as_of.now_at >= months.month_ended_at then 'verifying'
            else 'open'
        end as state,
        months.month_started_at,
        months.month_ended_at,
        months.due_at,
        issued_months.issued_at,
        issued_months.version,
        coalesce(billed_months.shows_customer_discounts, false)
            as shows_customer_discounts,
        coalesce(billed_months.shows_reseller_costs, false) as shows_reseller_costs

    from months_dated as months

    cross join as_of

    left join billed_months
        on
            months.seller_account_id = billed_months.seller_account_id
            and months.billing_month = billed_months.billing_month

    left join issued_months
        on
            months.seller_account_id = issued_months.seller_account_id
            and months.billing_month = issued_months.billing_month

)

select * from billing_months
