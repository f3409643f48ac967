with recursive

parents_dated as (

    select
        parents.account_id,
        parents.parent_account_id,
        parents.channel_code,
        parents.valid_from,
        parents.valid_to,
        coalesce(accounts.account_role = 'provider', true) as is_top

    from {{ ref('int_account_parents') }} as parents

    left join {{ ref('int_accounts_validated') }} as accounts
        on parents.parent_account_id = accounts.account_id

),

-- level 0 is the account itself, level 1 its parent, and so on to the top
chains as (

    select
        account_id,
        0 as level,
        account_id as member_account_id,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to

    from parents_dated
    group by account_id

    union all

    select
        chains.account_id,
        chains.level + 1 as level,
        parents_dated.parent_account_id as member_account_id,
        greatest(chains.valid_from, parents_dated.valid_from) as valid_from,
        least(chains.valid_to, parents_dated.valid_to) as valid_to

    from chains

    inner join parents_dated
        on
            chains.member_account_id = parents_dated.account_id
            and greatest(chains.valid_from, parents_dated.valid_from)
            < least(chains.valid_to, parents_dated.valid_to)

    where not parents_dated.is_top

),

-- a chain ends where its last member has no partner above it
chains_walked as (

    select
        chains.account_id,
        chains.level,
        chains.member_account_id,
        chains.valid_from,
        chains.valid_to,
        coalesce(parents_dated.is_top, false) as is_topmost,
        case
            when parents_dated.is_top
                then greatest(chains.valid_from, parents_dated.valid_from)
        end as topmost_from,
        case
            when parents_dated.is_top
                then least(chains.valid_to, parents_dated.valid_to)
        end as topmost_to,
        parents_dated.parent_account_id as provider_account_id

    from chains

    left join parents_dated
        on
            chains.member_account_id = parents_dated.account_id
            and parents_dated.is_top
            and greatest(chains.valid_from, parents_dated.valid_from)
            < least(chains.valid_to, parents_dated.valid_to)

)

select * from chains_walked
