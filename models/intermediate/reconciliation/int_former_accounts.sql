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

-- the last of its records that was readable; one in conflict if there is no other
records_ranked as (

    select
        records.*,
        replaced.retracted_at,
        row_number() over (
            partition by records.account_id
            order by
                coalesce(replaced.record_status = 'rejected', false) asc,
                records.recorded_at desc,
                records.record_file asc,
                records.record_line asc
        ) as newness_rank

    from {{ ref('stg_accounts') }} as records

    inner join former_parties
        on records.account_id = former_parties.account_id

    left join {{ ref('int_records_deduplicated') }} as replaced
        on
            replaced.source_table = 'accounts'
            and records.record_file = replaced.record_file
            and records.record_line = replaced.record_line

    where records.rejection_reason is null

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

    from records_ranked
    where newness_rank = 1

)

select * from former_accounts
