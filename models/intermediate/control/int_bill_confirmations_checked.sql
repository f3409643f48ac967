with

bill_confirmations as (

    select *
    from
        {{
        referenced_records(
            'bill_confirmations',
            ['confirmed_by_account_id', 'customer_account_id']
        )
    }} as bill_confirmations_referenced

),

bill_confirmations_checked as (

    select
        *,
        reference_reason as rejection_reason

    from bill_confirmations

)

select * from bill_confirmations_checked
