{{ config(materialized='view') }}

with

bill_lines as (

    select * from {{ ref('int_bill_lines') }}

),

-- a line is a charge, the voucher taken off it and the tax on it: three rows at most,
-- which add up to what the line bills
row_kinds as (

    select 'charge' as row_kind
    union all
    select 'voucher' as row_kind
    union all
    select 'tax' as row_kind

),

bill_lines_split as (

    select
        bill_lines.*,
        row_kinds.row_kind,
        case row_kinds.row_kind
            when 'charge' then bill_lines.contracted_cost
            when 'voucher' then cast(-bill_lines.voucher_cost as decimal(38, 8))
            else bill_lines.tax_cost
        end as row_cost

    from bill_lines

    inner join row_kinds
        on
            row_kinds.row_kind = 'charge'
            or (row_kinds.row_kind = 'voucher' and bill_lines.voucher_cost != 0)
            or (row_kinds.row_kind = 'tax' and bill_lines.tax_cost != 0)

)

select * from bill_lines_split
