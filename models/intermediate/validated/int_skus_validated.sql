with

skus as (

    select * from {{ current_records('skus') }} as current_records

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

skus_validated as (

    select
        skus.*,
        case
            when providers.account_id is null then 'unknown_account'
            when providers.account_role != 'provider' then 'not_a_provider'
        end as rejection_reason

    from skus

    left join accounts as providers
        on skus.provider_account_id = providers.account_id

)

select * from skus_validated
