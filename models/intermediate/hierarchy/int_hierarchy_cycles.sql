with recursive

-- only partners can hang under each other in a ring: customers are no parents
partner_bindings as (

    select
        bindings.binding_id,
        bindings.account_id,
        bindings.parent_account_id,
        bindings.bound_at,
        coalesce(bindings.unbound_at, {{ end_of_time() }}) as unbound_at

    from {{ ref('int_account_bindings_screened') }} as bindings

    inner join {{ ref('int_accounts_validated') }} as accounts
        on bindings.account_id = accounts.account_id

    where
        bindings.screening_reason is null
        and accounts.account_role in ('distributor', 'reseller')

),

climbs as (

    select
        binding_id,
        account_id,
        parent_account_id as reached_account_id,
        bound_at as valid_from,
        unbound_at as valid_to,
        chr(31) || parent_account_id || chr(31) as accounts_passed

    from partner_bindings

    union all

    select
        climbs.binding_id,
        climbs.account_id,
        partner_bindings.parent_account_id as reached_account_id,
        greatest(climbs.valid_from, partner_bindings.bound_at) as valid_from,
        least(climbs.valid_to, partner_bindings.unbound_at) as valid_to,
        climbs.accounts_passed
        || partner_bindings.parent_account_id
        || chr(31) as accounts_passed

    from climbs

    inner join partner_bindings
        on
            climbs.reached_account_id = partner_bindings.account_id
            and greatest(climbs.valid_from, partner_bindings.bound_at)
            < least(climbs.valid_to, partner_bindings.unbound_at)

    where
        climbs.reached_account_id != climbs.account_id
        and position(
            chr(31) || partner_bindings.parent_account_id || chr(31)
            in climbs.accounts_passed
        ) = 0

),

cycles as (

    select distinct binding_id

    from climbs
    where reached_account_id = account_id

)

select * from cycles
