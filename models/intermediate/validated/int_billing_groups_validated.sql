with

billing_groups as (

    select *
    from
        {{ referenced_records(
            'billing_groups', ['distributor_account_id']
        ) }} as billing_groups_referenced

),

billing_groups_checked as (

    select
        *,
        reference_reason as rejection_reason

    from billing_groups

)

select * from billing_groups_checked
