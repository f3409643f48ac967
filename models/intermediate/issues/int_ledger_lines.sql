{{ config(materialized='view') }}

with

closed_months as (

    select close_sequence

    from {{ ref('int_issued_months') }}
    where is_closed

),

-- a close that was not known yet at the as-of timestamp has no lines
ledger_lines as (

    select lines.*

    from {{ ref('stg_ledger_lines') }} as lines

    inner join closed_months
        on lines.close_sequence = closed_months.close_sequence

)

select * from ledger_lines
