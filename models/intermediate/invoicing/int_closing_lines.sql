{{ config(materialized='view', tags=['closing']) }}

with

closing_months as (

    select
        seller_account_id,
        billing_month

    from {{ ref('int_issued_months') }}
    where step_number = {{ setting('issue_step') }}

),

billed_legs as (

    select
        seller_account_id,
        leg_id

    from {{ ref('int_ledger_lines') }}
    group by seller_account_id, leg_id

),

originals as (

    select lines.*

    from {{ ref('int_pro_forma_lines') }} as lines

    inner join closing_months
        on
            lines.seller_account_id = closing_months.seller_account_id
            and lines.billing_month = closing_months.billing_month

    left join billed_legs
        on
            lines.seller_account_id = billed_legs.seller_account_id
            and lines.leg_id = billed_legs.leg_id

    where billed_legs.leg_id is null

),

closing_lines as (

    select * from originals
    union all
    select * from {{ ref('int_reversal_lines') }}
    union all
    select * from {{ ref('int_correction_lines') }}

)

select * from closing_lines
