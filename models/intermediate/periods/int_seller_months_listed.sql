{{ config(materialized='view') }}

with

sellers as (

    select seller_account_id

    from {{ ref('int_leg_terms_dated') }}

    union

    select seller_account_id

    from {{ ref('int_bill_lines_issued') }}

),

months as (

    select billing_month

    from {{ ref('int_charges_listed') }}

    union

    select billing_month

    from {{ ref('int_bill_lines_issued') }}

    union

    select billing_month

    from {{ ref('int_bill_lines_corrected') }}

),

-- more than are billed, and quicker to list than the lines
seller_months_listed as (

    select
        sellers.seller_account_id,
        months.billing_month

    from sellers

    cross join months

)

select * from seller_months_listed
