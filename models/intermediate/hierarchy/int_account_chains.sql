with

ancestors as (

    select * from {{ ref('int_account_ancestors') }}

),

-- an interval in which the whole chain above the account stays the same
paths as (

    select
        account_id,
        topmost_from as valid_from,
        topmost_to as valid_to,
        level as depth,
        member_account_id as topmost_account_id,
        provider_account_id

    from ancestors
    where is_topmost

),

own_parents as (

    select
        account_id,
        is_partner,
        parent_account_id,
        channel_code,
        valid_from,
        valid_to

    from {{ ref('int_account_parents') }}

),

channels as (

    select
        channel_code,
        billing_group_code

    from {{ ref('int_channels_validated') }}
    where rejection_reason is null

),

-- the billing group is the channel's current one, whatever the time
account_chains as (

    select
        paths.account_id,
        paths.valid_from,
        paths.valid_to,
        paths.depth,
        own_parents.is_partner,
        own_parents.parent_account_id,
        case
            when own_parents.is_partner then paths.account_id
            when paths.depth > 0 then own_parents.parent_account_id
        end as reseller_account_id,
        case
            when own_parents.is_partner or paths.depth > 0 then paths.topmost_account_id
        end as distributor_account_id,
        paths.provider_account_id,
        case when not own_parents.is_partner then own_parents.channel_code end
            as channel_code,
        channels.billing_group_code

    from paths

    inner join own_parents
        on
            paths.account_id = own_parents.account_id
            and paths.valid_from >= own_parents.valid_from
            and paths.valid_from < own_parents.valid_to

    left join channels
        on
            own_parents.channel_code = channels.channel_code
            and not own_parents.is_partner

)

select * from account_chains
