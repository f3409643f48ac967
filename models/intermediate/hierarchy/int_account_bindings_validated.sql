with recursive

bindings as (

    select * from {{ current_records('account_bindings') }} as current_records

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

bindings_joined as (

    select
        bindings.*,
        coalesce(bindings.unbound_at, {{ end_of_time() }}) as ends_at,
        children.account_role in ('distributor', 'reseller') as is_of_partner,
        case
            when children.account_id is null or parents.account_id is null
                then 'unknown_account'
            when bindings.unbound_at <= bindings.bound_at then 'ends_before_it_starts'
            when bindings.account_id = bindings.parent_account_id then 'self_parent'
            when parents.account_role = 'customer' then 'parent_is_customer'
            when children.account_role = 'provider' then 'child_is_provider'
        end as own_reason

    from bindings

    left join accounts as children
        on bindings.account_id = children.account_id

    left join accounts as parents
        on bindings.parent_account_id = parents.account_id

),

-- all bindings of one child that share an instant
overlapping_bindings as (

    select bindings_joined.binding_id

    from bindings_joined

    inner join bindings_joined as others
        on
            bindings_joined.account_id = others.account_id
            and bindings_joined.binding_id != others.binding_id
            and {{ intervals_share_an_instant(
                'bindings_joined', 'others', 'bound_at', 'unbound_at'
            ) }}

    where
        bindings_joined.own_reason is null
        and others.own_reason is null

    group by bindings_joined.binding_id

),

-- customers are no parents, so only partners can form a cycle
partner_bindings as (

    select
        bindings_joined.binding_id,
        bindings_joined.account_id,
        bindings_joined.parent_account_id,
        bindings_joined.bound_at,
        bindings_joined.ends_at

    from bindings_joined

    left join overlapping_bindings
        on bindings_joined.binding_id = overlapping_bindings.binding_id

    where
        bindings_joined.own_reason is null
        and bindings_joined.is_of_partner
        and overlapping_bindings.binding_id is null

),

-- the partners above a binding while all bindings in between hold
ancestors as (

    select
        binding_id,
        account_id,
        parent_account_id as ancestor_account_id,
        bound_at as valid_from,
        ends_at as valid_to,
        chr(31) || parent_account_id || chr(31) as ancestor_path

    from partner_bindings

    union all

    select
        ancestors.binding_id,
        ancestors.account_id,
        partner_bindings.parent_account_id as ancestor_account_id,
        greatest(ancestors.valid_from, partner_bindings.bound_at) as valid_from,
        least(ancestors.valid_to, partner_bindings.ends_at) as valid_to,
        ancestors.ancestor_path
        || partner_bindings.parent_account_id
        || chr(31) as ancestor_path

    from ancestors

    inner join partner_bindings
        on
            ancestors.ancestor_account_id = partner_bindings.account_id
            and greatest(ancestors.valid_from, partner_bindings.bound_at)
            < least(ancestors.valid_to, partner_bindings.ends_at)

    where
        ancestors.ancestor_account_id != ancestors.account_id
        and position(
            chr(31) || partner_bindings.parent_account_id || chr(31)
            in ancestors.ancestor_path
        ) = 0

),

cyclic_bindings as (

    select binding_id

    from ancestors
    where ancestor_account_id = account_id
    group by binding_id

),

account_bindings_validated as (

    select
        bindings_joined.*,
        case
            when bindings_joined.own_reason is not null
                then bindings_joined.own_reason
            when overlapping_bindings.binding_id is not null then 'overlapping_binding'
            when cyclic_bindings.binding_id is not null then 'hierarchy_cycle'
        end as rejection_reason

    from bindings_joined

    left join overlapping_bindings
        on bindings_joined.binding_id = overlapping_bindings.binding_id

    left join cyclic_bindings
        on bindings_joined.binding_id = cyclic_bindings.binding_id

)

select * from account_bindings_validated
