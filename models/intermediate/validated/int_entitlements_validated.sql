with

entitlements as (

    select * from {{ current_records('entitlements') }} as current_records

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

entitlements_validated as (

    select
        entitlements.*,
        case
            when owners.account_id is null then 'unknown_account'
            when owners.account_role = 'provider' then 'owner_is_provider'
        end as rejection_reason

    from entitlements

    left join accounts as owners
        on entitlements.owner_account_id = owners.account_id

)

select * from entitlements_validated
