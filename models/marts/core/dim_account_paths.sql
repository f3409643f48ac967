with

paths as (

    select * from {{ ref('int_account_chains') }}

),

-- the chain above an account may change where nothing of it is shown: an interval is
-- one row
paths_compared as (

    select
        *,
        {{ struct_of([
            'depth', 'parent_account_id', 'reseller_account_id',
            'distributor_account_id', 'provider_account_id', 'channel_code',
            'billing_group_code'
        ]) }} as place

    from paths

),

paths_with_previous as (

    select
        *,
        lag(place) over (partition by account_id order by valid_from) as last_place,
        lag(valid_to) over (partition by account_id order by valid_from) as last_to

    from paths_compared

),

changes as (

    select
        account_id,
        depth,
        parent_account_id,
        reseller_account_id,
        distributor_account_id,
        provider_account_id,
        channel_code,
        billing_group_code,
        valid_from,
        lead(valid_from, 1, {{ end_of_time() }}) over (
            partition by account_id order by valid_from
        ) as valid_to

    from paths_with_previous
    where place is distinct from last_place or valid_from is distinct from last_to

),

dim_account_paths as (

    select
        account_id,
        case when valid_from > {{ beginning_of_time() }} then valid_from end
            as valid_from,
        case when valid_to < {{ end_of_time() }} then valid_to end as valid_to,
        cast(depth as bigint) as depth,
        parent_account_id,
        reseller_account_id,
        distributor_account_id,
        provider_account_id,
        channel_code,
        billing_group_code

    from changes

)

select * from dim_account_paths
