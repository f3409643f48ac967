with

payments as (

    select *
    from
        {{ referenced_records(
            'payments', ['account_id', 'payee_account_id']
        ) }} as payments_referenced

),

payments_checked as (

    select
        *,
        reference_reason as rejection_reason

    from payments

)

select * from payments_checked
