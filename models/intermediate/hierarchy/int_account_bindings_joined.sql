{{ config(materialized='view') }}

with

bindings as (

    select *

    from
        {{ current_records(
            'account_bindings', with_first_recorded=true, with_kept_since=true
        ) }} as current_records

),

partner_terms as (

    select
        account_id,
        min(kept_since_at) as partner_known_at

    from
        {{ current_records('account_terms', with_kept_since=true) }}
            as current_records

    where account_role in ('distributor', 'reseller')
    group by account_id

),

-- who may have children, now or at another time; null for who never may
accounts as (

    select
        current_records.account_id,
        current_records.account_role,
        current_records.first_recorded_at as known_at,
        case
            when current_records.account_role != 'customer'
                then
                    least(
                        current_records.kept_since_at,
                        coalesce(partner_terms.partner_known_at, {{ end_of_time() }})
                    )
            else partner_terms.partner_known_at
        end as partner_known_at

    from
        {{ current_records(
            'accounts', with_first_recorded=true, with_kept_since=true
        ) }} as current_records

    left join partner_terms
        on current_records.account_id = partner_terms.account_id

),

bindings_with_reason as (

    select
        bindings.*,
        coalesce(bindings.unbound_at, {{ end_of_time() }}) as ends_at,
        children.partner_known_at is not null as is_of_partner,
        greatest(
            bindings.kept_since_at, children.known_at, parents.partner_known_at
        ) as known_at,
        coalesce(parents.account_role = 'customer', false) as is_to_later_partner,
        case
            when children.account_id is null or parents.account_id is null
                then 'unknown_account'
            when bindings.unbound_at <= bindings.bound_at then 'ends_before_it_starts'
            when bindings.account_id = bindings.parent_account_id then 'self_parent'
            when parents.partner_known_at is null then 'parent_is_customer'
            when children.account_role = 'provider' then 'child_is_provider'
        end as own_reason

    from bindings

    left join accounts as children
        on bindings.account_id = children.account_id

    left join accounts as parents
        on bindings.parent_account_id = parents.account_id

),

-- bindings that can exclude each other, and the order in which they became known; a
-- binding is known when its parties are, the parent as a partner
account_bindings_joined as (

    select
        *,
        own_reason is null
        and (
            is_of_partner
            or count(*) over (partition by account_id, bound_at, own_reason is null) > 1
        ) as is_contested,
        dense_rank() over (order by known_at, kept_since_at) as known_number

    from bindings_with_reason

)

select * from account_bindings_joined
