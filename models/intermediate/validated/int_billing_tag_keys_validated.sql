with

billing_tag_keys as (

    select * from {{ current_records('billing_tag_keys') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

billing_tag_keys_validated as (

    select
        billing_tag_keys.*,
        case
            when accounts.account_id is null then 'unknown_account'
        end as rejection_reason

    from billing_tag_keys

    left join accounts
        on billing_tag_keys.account_id = accounts.account_id

)

select * from billing_tag_keys_validated
