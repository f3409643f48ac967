with

bindings as (

    select * from {{ ref('int_account_bindings_validated') }}
    where rejection_reason is null

),

-- a binding to a customer that becomes a partner is in force from then on
started_bindings as (

    select
        account_id,
        binding_id,
        parent_account_id,
        channel_code,
        bound_at,
        bound_at as starts_at,
        ends_at,
        first_recorded_at as known_at

    from bindings
    where not is_to_later_partner

    union all

    select
        bindings.account_id,
        bindings.binding_id,
        bindings.parent_account_id,
        bindings.channel_code,
        bindings.bound_at,
        greatest(bindings.bound_at, terms.valid_from) as starts_at,
        bindings.ends_at,
        greatest(bindings.first_recorded_at, terms.first_recorded_at) as known_at

    from bindings

    inner join {{ ref('int_account_terms_validated') }} as terms
        on
            bindings.parent_account_id = terms.account_id
            and bindings.is_to_later_partner
            and terms.rejection_reason is null
            and terms.account_role in ('distributor', 'reseller')
            and bindings.ends_at > terms.valid_from

),

boundaries as (

    select
        account_id,
        starts_at as boundary_at

    from started_bindings

    union

    select
        account_id,
        ends_at as boundary_at

    from started_bindings

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

-- at an instant the binding in force that began last holds; until that was known an
-- older one did
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
                order by
                    bindings.bound_at desc,
                    bindings.known_at asc,
                    bindings.starts_at asc
                rows between unbounded preceding and 1 preceding
            ),
            {{ end_of_time() }}
        ) as known_to,
        min(bindings.bound_at) over (
            partition by spans.account_id, spans.valid_from
        ) < bindings.bound_at as is_over_older

    from spans

    inner join started_bindings as bindings
        on
            spans.account_id = bindings.account_id
            and spans.valid_from >= bindings.starts_at
            and spans.valid_from < bindings.ends_at

),

binding_spans as (

    select *

    from bindings_in_force
    where known_from < known_to

)

select * from binding_spans
