with

billing_groups as (

    select * from {{ current_records('billing_groups') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

billing_groups_validated as (

    select
        billing_groups.*,
        case
            when distributors.account_id is null then 'unknown_account'
        end as rejection_reason

    from billing_groups

    left join accounts as distributors
        on billing_groups.distributor_account_id = distributors.account_id

)

select * from billing_groups_validated
