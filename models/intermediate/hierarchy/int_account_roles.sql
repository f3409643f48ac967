with

-- the role of the account record holds until a term gives another
roles as (

    select
        account_id,
        account_role,
        {{ beginning_of_time() }} as valid_from,
        {{ beginning_of_time() }} as known_at,
        0 as is_of_term

    from {{ ref('int_accounts_validated') }}

    union all

    select
        account_id,
        account_role,
        valid_from,
        first_recorded_at as known_at,
        1 as is_of_term

    from {{ ref('int_account_terms_validated') }}
    where rejection_reason is null and account_role is not null

),

boundaries as (

    select
        account_id,
        valid_from

    from roles
    group by account_id, valid_from

),

spans as (

    select
        account_id,
        valid_from,
        lead(valid_from, 1, {{ end_of_time() }}) over (
            partition by account_id order by valid_from
        ) as valid_to

    from boundaries

),

-- the last role given holds; until its term was known an older one did
given_roles as (

    select
        spans.account_id,
        roles.account_role,
        spans.valid_from,
        spans.valid_to,
        roles.known_at as known_from,
        coalesce(
            min(roles.known_at) over (
                partition by spans.account_id, spans.valid_from
                order by roles.valid_from desc, roles.is_of_term desc
                rows between unbounded preceding and 1 preceding
            ),
            {{ end_of_time() }}
        ) as known_to

    from spans

    inner join roles
        on
            spans.account_id = roles.account_id
            and spans.valid_from >= roles.valid_from

),

account_roles as (

    select
        account_id,
        account_role,
        account_role in ('distributor', 'reseller') as is_partner,
        valid_from,
        valid_to,
        known_from,
        known_to

    from given_roles
    where known_from < known_to and valid_from < valid_to

)

select * from account_roles
