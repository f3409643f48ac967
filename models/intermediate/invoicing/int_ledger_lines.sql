{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        on_schema_change='fail',
        tags=['closing']
    )
}}

with

-- appended to once at each step of issues, in their order, with what was known at its
-- instant (variables as_of and issue_step); a build without a step appends nothing
months_closing as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}
    where step_number = {{ var('issue_step') }}

),

sellers_closing as (

    select seller_account_id

    from months_closing
    group by seller_account_id

),

months_issued as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}
    where step_number < {{ var('issue_step') }}

),

fresh_lines as (

    select bill_lines.*

    from {{ ref('int_pro_forma_lines') }} as bill_lines

    inner join sellers_closing
        on bill_lines.seller_account_id = sellers_closing.seller_account_id

    {% if var('issue_step') == 0 %}
        where false
    {% endif %}

),

billed_lines as (

    {% if is_incremental() %}
        select bill_lines.*

        from {{ this }} as bill_lines

        inner join sellers_closing
            on bill_lines.seller_account_id = sellers_closing.seller_account_id
    {% else %}
        select * from fresh_lines
        where false
    {% endif %}

),

originals as (

    select bill_lines.*

    from {{ bill_lines_original('fresh_lines', 'billed_lines', 'months_issued') }}
        as bill_lines

    inner join months_closing
        on
            bill_lines.seller_account_id = months_closing.seller_account_id
            and bill_lines.billing_month = months_closing.billing_month

),

bill_lines_issued as (

    select
        {{ bill_line_columns() | join(',
        ') }}

    from originals

    union all

    select *
    from {{ bill_lines_corrected('fresh_lines', 'billed_lines', 'months_issued') }}
        as corrections

)

select * from bill_lines_issued
