-- Every account except a provider has exactly one position in the hierarchy at every
-- instant: its intervals begin and end open, and each ends where the next begins
-- (half-open).
-- If it fails, usage in a gap has no chain of partners, or usage in an overlap has two.
-- It does not say that the position is the right one. Accounts that are only on issued
-- lines, because their record was taken back, have no position.
with

accounts as (

    select present.account_id
    from {{ ref('dim_accounts') }} as present
    left join {{ ref('int_former_accounts') }} as former
        on present.account_id = former.account_id
    where present.account_role != 'provider' and former.account_id is null

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        lag(valid_to) over (
            partition by account_id
            order by valid_from nulls first
        ) as last_valid_to,
        row_number() over (
            partition by account_id
            order by valid_from nulls first
        ) as place,
        count(*) over (partition by account_id) as place_count

    from {{ ref('dim_account_paths') }}

),

gaps_and_overlaps as (

    select
        accounts.account_id,
        paths.valid_from,
        paths.valid_to,
        paths.last_valid_to

    from accounts

    full outer join paths
        on accounts.account_id = paths.account_id

    where
        accounts.account_id is null
        or paths.account_id is null
        or (paths.place = 1 and paths.valid_from is not null)
        or (paths.place > 1 and paths.valid_from is distinct from paths.last_valid_to)
        or (paths.place = paths.place_count and paths.valid_to is not null)
        or paths.valid_from >= paths.valid_to

)

select * from gaps_and_overlaps
