with

accounts as (

    select * from {{ current_records('accounts') }} as current_records

),

-- no rule looks at other records: an account names no other record
accounts_validated as (

    select
        *,
        cast(null as {{ type_text() }}) as rejection_reason

    from accounts

)

select * from accounts_validated
