with

entries_ranked as (

    select
        *,
        row_number() over (
            partition by account_id order by entry_number desc
        ) as entries_back

    from {{ ref('int_credit_entries') }}

),

customer_credit as (

    select
        account_id,
        credit_kind,
        allocated_cost,
        used_cost,
        available_cost,
        {{ percent_of('available_cost', 'allocated_cost') }} as available_percent,
        credit_kind = 'customer'
        and {{ credit_is_suspended('available_cost') }} as is_suspended,
        occurred_at as last_entry_at,
        currency_code

    from entries_ranked
    where entries_back = 1

)

select * from customer_credit
