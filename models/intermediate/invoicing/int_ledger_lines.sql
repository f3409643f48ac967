{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        on_schema_change='fail'
    )
}}

with

-- dbt makes the empty table and keeps its rows: `tierbill build` appends
-- int_closing_lines to it, once for each step of issues
ledger_lines as (

    select * from {{ ref('int_pro_forma_lines') }}
    where false

)

select * from ledger_lines
