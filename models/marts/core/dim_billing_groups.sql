with

dim_billing_groups as (

    select
        billing_group_code,
        billing_group_name,
        distributor_account_id,
        recorded_at

    from {{ ref('int_billing_groups_validated') }}
    where rejection_reason is null

)

select * from dim_billing_groups
