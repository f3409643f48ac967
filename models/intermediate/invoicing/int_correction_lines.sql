with

sellers as (

    select seller_account_id

    from {{ ref('int_issued_months') }}
    group by seller_account_id

),

fresh_lines as (

    select bill_lines.*

    from {{ ref('int_pro_forma_lines') }} as bill_lines

    inner join sellers
        on bill_lines.seller_account_id = sellers.seller_account_id

    where {{ has_records(ref('int_issued_months')) }}

),

billed_lines as (

    select * from {{ ref('int_ledger_lines') }}

),

months_issued as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}

),

-- what is known by now and was not when the month was issued
bill_lines_corrected as (

    select *
    from {{ bill_lines_corrected('fresh_lines', 'billed_lines', 'months_issued') }}
        as corrections

)

select * from bill_lines_corrected
