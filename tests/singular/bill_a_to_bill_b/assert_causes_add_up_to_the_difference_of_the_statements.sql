-- All causes of a month add up to the difference between the statements of Bill A and
-- Bill B, in list totals and in billed amounts (R28, rules 11.3).
-- If it fails, the comparison explains other totals than those on the bills.
-- It does not say that a difference has the right name.
with

bills as (

    select
        billing_month,
        currency_code,
        list_cost,
        billed_cost

    from {{ ref('bill_a_statements') }}

    union all

    select
        billing_month,
        currency_code,
        -list_cost as list_cost,
        -billed_cost as billed_cost

    from {{ ref('bill_b_statements') }}

    union all

    select
        billing_month,
        currency_code,
        -difference_list_cost as list_cost,
        -difference_billed_cost as billed_cost

    from {{ ref('bill_a_to_bill_b') }}

),

months_that_differ as (

    select
        billing_month,
        currency_code,
        sum(list_cost) as list_cost,
        sum(billed_cost) as billed_cost

    from bills
    group by billing_month, currency_code
    having coalesce(sum(list_cost), 0) != 0 or coalesce(sum(billed_cost), 0) != 0

)

select * from months_that_differ
