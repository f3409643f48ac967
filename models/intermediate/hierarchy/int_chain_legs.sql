with

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        depth,
        is_partner

    from {{ ref('int_account_chains') }}

),

members as (

    select
        account_id,
        level,
        member_account_id,
        valid_from,
        valid_to

    from {{ ref('int_account_ancestors') }}
    group by account_id, level, member_account_id, valid_from, valid_to

),

-- the links of a chain, numbered from the provider: link 1 is sold by the provider
links as (

    select
        paths.account_id,
        paths.valid_from,
        paths.valid_to,
        cast(paths.depth - buyers.level + 1 as bigint) as leg_number,
        sellers.member_account_id as seller_account_id,
        buyers.member_account_id as buyer_account_id

    from paths

    inner join members as buyers
        on
            paths.account_id = buyers.account_id
            and paths.valid_from >= buyers.valid_from
            and paths.valid_from < buyers.valid_to
            and paths.depth >= buyers.level

    left join members as sellers
        on
            paths.account_id = sellers.account_id
            and paths.valid_from >= sellers.valid_from
            and paths.valid_from < sellers.valid_to
            and buyers.level + 1 = sellers.level
            and paths.depth >= sellers.level

),

chain_legs as (

    select
        links.account_id,
        links.valid_from,
        links.valid_to,
        links.leg_number,
        case
            when links.leg_number = 1 and not buyer_paths.is_partner then 'direct'
            when links.leg_number = 1 then 'bill_a'
            when not buyer_paths.is_partner then 'bill_b'
            else 'channel'
        end as leg_kind,
        links.seller_account_id,
        links.buyer_account_id,
        buyer_paths.valid_from as buyer_path_from

    from links

    inner join paths as buyer_paths
        on
            links.buyer_account_id = buyer_paths.account_id
            and links.valid_from >= buyer_paths.valid_from
            and links.valid_from < buyer_paths.valid_to

)

select * from chain_legs
