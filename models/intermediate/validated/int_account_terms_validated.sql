with

account_terms as (

    select *

    from
        {{ current_records('account_terms', with_first_recorded=true) }}
            as current_records

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

-- who sells its own skus is fixed: every price, bill and rule of a provider hangs on it
account_terms_validated as (

    select
        account_terms.*,
        case
            when accounts.account_id is null then 'unknown_account'
            when
                (accounts.account_role = 'provider')
                != (account_terms.account_role = 'provider')
                then 'role_may_not_change'
        end as rejection_reason

    from account_terms

    left join accounts
        on account_terms.account_id = accounts.account_id

)

select * from account_terms_validated
