with

ledger_lines as (

    select * from {{ ref('int_ledger_lines') }}

),

billed_parties as (

    select seller_account_id as account_id from ledger_lines
    union
    select buyer_account_id as account_id from ledger_lines
    union
    select owner_account_id as account_id from ledger_lines
    union
    select reseller_account_id as account_id from ledger_lines
    union
    select distributor_account_id as account_id from ledger_lines

),

former_parties as (

    select billed_parties.account_id

    from billed_parties

    left join {{ ref('int_accounts_validated') }} as accounts
        on billed_parties.account_id = accounts.account_id

    where billed_parties.account_id is not null and accounts.account_id is null

),

former_accounts as (

    select
        account_id,
        account_name,
        account_role,
        tax_region,
        currency_code,
        shows_customer_discounts,
        shows_reseller_costs,
        recorded_at,
        retracted_at

    from {{ last_records('accounts', 'account_id', 'former_parties') }} as records

)

select * from former_accounts
