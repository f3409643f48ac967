{{ config(materialized='table') }}

with

closes as (

    select * from {{ issued('ledger', 'closed_months') }}

),

closed_months as (

    select
        close_sequence,
        seller_account_id,
        billing_month,
        cast(issued_at as {{ type_instant() }}) as issued_at,
        load_sequence,
        line_count,
        policies

    from closes

)

select * from closed_months
