{{ config(materialized='view') }}

with

sellers as (

    select seller_account_id

    from {{ ref('int_leg_terms') }}

    union

    select seller_account_id

    from {{ ref('int_ledger_lines') }}

),

months as (

    select billing_month

    from {{ ref('int_charges') }}

    union

    select billing_month

    from {{ ref('int_ledger_lines') }}

    union

    select billing_month

    from {{ ref('int_correction_lines') }}

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
