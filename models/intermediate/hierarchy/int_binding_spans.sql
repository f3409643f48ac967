with

bindings as (

    select * from {{ ref('int_account_bindings_validated') }}
    where rejection_reason is null

),

boundaries as (

    select
        account_id,
        bound_at as boundary_at

    from bindings

    union

    select
        account_id,
        ends_at as boundary_at

    from bindings

),

spans as (

    select
        account_id,
        boundary_at as valid_from,
        lead(boundary_at) over (
            partition by account_id order by boundary_at
        ) as valid_to

    from boundaries

),

-- at an instant the binding in force that started last holds; until that one was known
-- an older one did
bindings_in_force as (

    select
        spans.account_id,
        spans.valid_from,
        spans.valid_to,
        bindings.binding_id,
        bindings.parent_account_id,
        bindings.channel_code,
        bindings.bound_at,
        bindings.known_at as known_from,
        coalesce(
            min(bindings.known_at) over (
                partition by spans.account_id, spans.valid_from
                order by bindings.bound_at desc
                rows between unbounded preceding and 1 preceding
            ),
            {{ end_of_time() }}
        ) as known_to,
        count(*) over (partition by spans.account_id, spans.valid_from)
            as binding_count

    from spans

    inner join bindings
        on
            spans.account_id = bindings.account_id
            and spans.valid_from >= bindings.bound_at
            and spans.valid_from < bindings.ends_at

),

binding_spans as (

    select *

    from bindings_in_force
    where known_from < known_to

)

select * from binding_spans
