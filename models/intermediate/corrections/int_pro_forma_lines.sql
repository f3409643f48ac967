{{ config(materialized='view') }}

with

closing_months as (

    select
        seller_account_id,
        billing_month,
        close_sequence

    from {{ ref('int_issued_months') }}
    where not is_closed

),

pro_forma_lines as (

    select
        closing_months.close_sequence,
        {{ original_line() }}

    from {{ ref('int_charge_legs') }} as legs

    left join closing_months
        on
            legs.seller_account_id = closing_months.seller_account_id
            and legs.billing_month = closing_months.billing_month

)

select * from pro_forma_lines
