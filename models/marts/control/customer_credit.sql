with

entries as (

    select
        *,
        row_number() over (
            partition by account_id order by entry_number desc
        ) as entries_back

    from {{ ref('int_credit_entries') }}

),

customer_credit as (

    select
        entries.account_id,
        entries.credit_kind,
        entries.allocated_cost,
        entries.used_cost,
        entries.available_cost,
        {{ percent_of('entries.available_cost', 'entries.allocated_cost') }}
            as available_percent,
        entries.credit_kind = 'customer'
        and {{ credit_is_suspended('entries.available_cost') }} as is_suspended,
        entries.occurred_at as last_entry_at,
        accounts.currency_code

    from entries

    inner join {{ ref('int_accounts_validated') }} as accounts
        on entries.account_id = accounts.account_id

    where entries.entries_back = 1

)

select * from customer_credit
