with

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}
    where account_role != 'provider'

),

bindings as (

    select
        account_id,
        parent_account_id,
        channel_code,
        bound_at as valid_from,
        coalesce(unbound_at, {{ end_of_time() }}) as valid_to

    from {{ ref('int_account_bindings_validated') }}
    where
        rejection_reason is null
        and bound_at < coalesce(unbound_at, {{ end_of_time() }})

),

-- before the first binding, between two and after the last
unbound_intervals as (

    select
        accounts.account_id,
        cast(null as {{ type_text() }}) as parent_account_id,
        cast(null as {{ type_text() }}) as channel_code,
        {{ beginning_of_time() }} as valid_from,
        coalesce(min(bindings.valid_from), {{ end_of_time() }}) as valid_to

    from accounts

    left join bindings
        on accounts.account_id = bindings.account_id

    group by accounts.account_id

    union all

    select
        account_id,
        cast(null as {{ type_text() }}) as parent_account_id,
        cast(null as {{ type_text() }}) as channel_code,
        valid_to as valid_from,
        coalesce(
            lead(valid_from) over (partition by account_id order by valid_from),
            {{ end_of_time() }}
        ) as valid_to

    from bindings

),

account_parents as (

    select
        account_id,
        parent_account_id,
        channel_code,
        valid_from,
        valid_to

    from bindings

    union all

    select
        account_id,
        parent_account_id,
        channel_code,
        valid_from,
        valid_to

    from unbound_intervals
    where valid_from < valid_to

)

select * from account_parents
