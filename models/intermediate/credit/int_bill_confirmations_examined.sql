{{ config(materialized='view') }}

with

confirmations as (

    select *
    from
        {{
        referenced_records(
            'bill_confirmations',
            ['confirmed_by_account_id', 'customer_account_id']
        )
    }} as bill_confirmations_referenced

),

accounts as (

    select
        account_id,
        account_role in ('distributor', 'reseller') as is_partner,
        currency_code

    from {{ ref('int_accounts_validated') }}

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        depth,
        parent_account_id

    from {{ ref('int_account_paths') }}

),

-- the month's bill, whatever it corrects; a bill in another currency is not for credit
bills as (

    select
        seller_account_id,
        buyer_account_id,
        billing_month,
        currency_code,
        billed_amount

    from {{ ref('int_bill_statements') }}
    where leg_kind = 'bill_b'

),

months as (

    select
        seller_account_id,
        billing_month,
        issued_at

    from {{ ref('int_billing_months') }}

),

bill_confirmations_examined as (

    select
        confirmations.*,
        bills.billed_amount,
        accounts.currency_code,
        managers.is_partner and manager_paths.depth > 0 as is_limited,
        case
            when confirmations.reference_reason is not null
                then confirmations.reference_reason
            when
                bills.billed_amount is null
                and confirmations.confirmed_by_account_id
                != coalesce(customer_paths.parent_account_id, '')
                then 'not_direct_manager'
            when confirmations.charge_id is not null then 'per_line_not_supported'
            when
                months.issued_at is null
                or months.issued_at > confirmations.confirmed_at
                then 'not_issued'
            when
                confirmations.batch_id is not null
                and confirmations.amount is not null
                then 'partial_in_batch'
            when confirmations.amount <= 0 then 'invalid_amount'
        end as reason_alone

    from confirmations

    left join accounts
        on confirmations.customer_account_id = accounts.account_id

    left join accounts as managers
        on confirmations.confirmed_by_account_id = managers.account_id

    left join paths as manager_paths
        on
            confirmations.confirmed_by_account_id = manager_paths.account_id
            and {{ is_in_force('manager_paths', 'confirmations.confirmed_at') }}

    left join paths as customer_paths
        on
            confirmations.customer_account_id = customer_paths.account_id
            and {{ is_in_force('customer_paths', 'confirmations.confirmed_at') }}

    left join bills
        on
            confirmations.confirmed_by_account_id = bills.seller_account_id
            and confirmations.customer_account_id = bills.buyer_account_id
            and confirmations.billing_month = bills.billing_month
            and accounts.currency_code = bills.currency_code

    left join months
        on
            confirmations.confirmed_by_account_id = months.seller_account_id
            and confirmations.billing_month = months.billing_month

)

select * from bill_confirmations_examined
