with

accounts as (

    select * from {{ current_records('accounts') }} as current_accounts

),

accounts_checked as (

    select
        *,
        cast(null as {{ type_text() }}) as rejection_reason

    from accounts

)

select * from accounts_checked
