with

credit_allocations as (

    select *
    from
        {{
        referenced_records(
            'credit_allocations',
            ['granted_by_account_id', 'account_id']
        )
    }} as credit_allocations_referenced

),

credit_allocations_checked as (

    select
        *,
        reference_reason as rejection_reason

    from credit_allocations

)

select * from credit_allocations_checked
