{{ config(materialized='view') }}

with

fresh_lines as (

    select * from {{ ref('int_pro_forma_lines') }}

),

issued_lines as (

    select * from {{ ref('int_ledger_lines') }}

),

months_issued as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}

),

-- issued bills never change; the open months bill the fresh rating and what it corrects
bill_lines_billed as (

    select
        {{ bill_line_columns() | join(',
        ') }}

    from {{ bill_lines_original('fresh_lines', 'issued_lines', 'months_issued') }}
        as originals

    union all

    select
        {{ bill_line_columns() | join(',
        ') }}

    from issued_lines

    union all

    select
        {{ bill_line_columns() | join(',
        ') }}

    from {{ ref('int_correction_lines') }}

)

select * from bill_lines_billed
