with recursive

parents as (

    select
        account_parents.account_id,
        account_parents.parent_account_id,
        account_parents.valid_from,
        account_parents.valid_to,
        coalesce(accounts.account_role = 'provider', true) as is_top

    from {{ ref('int_account_parents') }} as account_parents

    left join {{ ref('int_accounts_validated') }} as accounts
        on account_parents.parent_account_id = accounts.account_id

),

-- level 0 is the account itself, level 1 its parent, and so on to the top
chains as (

    select
        account_id,
        0 as level,
        account_id as member_account_id,
        {{ beginning_of_time() }} as valid_from,
        {{ end_of_time() }} as valid_to

    from parents
    group by account_id

    union all

    select
        chains.account_id,
        chains.level + 1 as level,
        parents.parent_account_id as member_account_id,
        greatest(chains.valid_from, parents.valid_from) as valid_from,
        least(chains.valid_to, parents.valid_to) as valid_to

    from chains

    inner join parents
        on
            chains.member_account_id = parents.account_id
            and greatest(chains.valid_from, parents.valid_from)
            < least(chains.valid_to, parents.valid_to)

    where not parents.is_top

),

-- a chain ends where its last member has no partner above it
ancestors as (

    select
        chains.account_id,
        chains.level,
        chains.member_account_id,
        chains.valid_from,
        chains.valid_to,
        coalesce(parents.is_top, false) as is_topmost,
        case
            when parents.is_top
                then greatest(chains.valid_from, parents.valid_from)
        end as topmost_from,
        case
            when parents.is_top
                then least(chains.valid_to, parents.valid_to)
        end as topmost_to,
        parents.parent_account_id as provider_account_id

    from chains

    left join parents
        on
            chains.member_account_id = parents.account_id
            and parents.is_top
            and greatest(chains.valid_from, parents.valid_from)
            < least(chains.valid_to, parents.valid_to)

)

select * from ancestors
