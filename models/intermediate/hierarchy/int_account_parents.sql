with

role_changes as (

    select
        account_id,
        account_role = 'customer' as is_customer,
        is_partner,
        valid_from,
        lag(account_role = 'customer') over (
            partition by account_id order by valid_from
        ) as was_customer

    from {{ ref('int_account_roles') }}
    where known_to = {{ end_of_time() }}

),

-- only a change between partner and customer changes a chain
account_kinds as (

    select
        account_id,
        is_customer,
        is_partner,
        valid_from,
        lead(valid_from, 1, {{ end_of_time() }}) over (
            partition by account_id order by valid_from
        ) as valid_to

    from role_changes
    where was_customer is null or was_customer != is_customer

),

spans as (

    select
        *,
        case
            when
                lag(binding_id) over of_account = binding_id
                and lag(valid_to) over of_account = valid_from
                then 0
            else 1
        end as is_other_binding

    from {{ ref('int_binding_spans') }}
    where known_to = {{ end_of_time() }}

    window of_account as (partition by account_id order by valid_from)

),

spans_numbered as (

    select
        *,
        sum(is_other_binding) over (
            partition by account_id order by valid_from
        ) as span_number

    from spans

),

-- a time in which one binding holds, however many older ones begin or end in it
held_bindings as (

    select
        account_id,
        binding_id,
        parent_account_id,
        channel_code,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to

    from spans_numbered
    group by account_id, span_number, binding_id, parent_account_id, channel_code

),

-- nobody hangs under a customer
bindings as (

    select
        held_bindings.account_id,
        held_bindings.binding_id,
        held_bindings.parent_account_id,
        held_bindings.channel_code,
        greatest(held_bindings.valid_from, parents.valid_from) as valid_from,
        least(held_bindings.valid_to, parents.valid_to) as valid_to

    from held_bindings

    inner join account_kinds as parents
        on
            held_bindings.parent_account_id = parents.account_id
            and not parents.is_customer
            and held_bindings.valid_from < parents.valid_to
            and held_bindings.valid_to > parents.valid_from

),

-- before the first binding, between two and after the last
unbound_intervals as (

    select
        account_kinds.account_id,
        {{ beginning_of_time() }} as valid_from,
        coalesce(min(bindings.valid_from), {{ end_of_time() }}) as valid_to

    from account_kinds

    left join bindings
        on account_kinds.account_id = bindings.account_id

    group by account_kinds.account_id

    union all

    select
        account_id,
        valid_to as valid_from,
        lead(valid_from, 1, {{ end_of_time() }}) over (
            partition by account_id order by valid_from
        ) as valid_to

    from bindings

),

parents as (

    select
        account_id,
        binding_id,
        parent_account_id,
        channel_code,
        valid_from,
        valid_to

    from bindings

    union all

    select
        account_id,
        cast(null as {{ type_text() }}) as binding_id,
        cast(null as {{ type_text() }}) as parent_account_id,
        cast(null as {{ type_text() }}) as channel_code,
        valid_from,
        valid_to

    from unbound_intervals
    where valid_from < valid_to

),

account_parents as (

    select
        parents.account_id,
        account_kinds.is_partner,
        parents.binding_id,
        parents.parent_account_id,
        parents.channel_code,
        greatest(parents.valid_from, account_kinds.valid_from) as valid_from,
        least(parents.valid_to, account_kinds.valid_to) as valid_to

    from parents

    inner join account_kinds
        on
            parents.account_id = account_kinds.account_id
            and (account_kinds.is_customer or account_kinds.is_partner)
            and parents.valid_from < account_kinds.valid_to
            and parents.valid_to > account_kinds.valid_from

)

select * from account_parents
