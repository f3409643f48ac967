with

dim_billing_months as (

    select
        seller_account_id,
        billing_month,
        state,
        month_started_at,
        month_ended_at,
        due_at,
        issued_at,
        version

    from {{ ref('int_billing_months') }}

)

select * from dim_billing_months
