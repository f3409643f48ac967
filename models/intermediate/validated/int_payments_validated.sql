with

payments as (

    select * from {{ current_records('payments') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

payments_validated as (

    select
        payments.*,
        case
            when payers.account_id is null or payees.account_id is null
                then 'unknown_account'
        end as rejection_reason

    from payments

    left join accounts as payers
        on payments.account_id = payers.account_id

    left join accounts as payees
        on payments.payee_account_id = payees.account_id

)

select * from payments_validated
