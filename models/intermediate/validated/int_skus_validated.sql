with

skus as (

    select *
    from
        {{ referenced_records('skus', ['provider_account_id']) }} as skus_referenced

),

skus_checked as (

    select
        *,
        reference_reason as rejection_reason

    from skus

)

select * from skus_checked
