{{ config(materialized='view') }}

with

allocations as (

    select * from {{ current_records('credit_allocations') }} as current_records

),

accounts as (

    select
        account_id,
        account_role = 'provider' as is_provider

    from {{ ref('int_accounts_validated') }}

),

paths as (

    select * from {{ ref('int_account_chains') }}

),

-- giver and receiver as they were at the time of the allocation
allocations_with_parties as (

    select
        allocations.*,
        holders.account_id is null or granters.account_id is null
            as has_unknown_account,
        holder_paths.is_partner as holder_is_partner,
        granters.is_provider as granter_is_provider,
        holder_paths.parent_account_id,
        coalesce(granter_paths.is_partner and granter_paths.depth = 0, false)
            as granter_is_first_level,
        coalesce(granter_paths.is_partner and granter_paths.depth > 0, false)
            as is_limited

    from allocations

    left join accounts as holders
        on allocations.account_id = holders.account_id

    left join accounts as granters
        on allocations.granted_by_account_id = granters.account_id

    left join paths as holder_paths
        on
            allocations.account_id = holder_paths.account_id
            and {{ is_in_force('holder_paths', 'allocations.allocated_at') }}

    left join paths as granter_paths
        on
            allocations.granted_by_account_id = granter_paths.account_id
            and {{ is_in_force('granter_paths', 'allocations.allocated_at') }}

),

credit_allocations_joined as (

    select
        *,
        case
            when has_unknown_account then 'unknown_account'
            when
                allocation_kind = 'pool'
                and holder_is_partner
                and granter_is_first_level
                and granted_by_account_id = parent_account_id
                then null
            when
                allocation_kind = 'customer'
                and not holder_is_partner
                and (
                    granted_by_account_id = parent_account_id
                    or (parent_account_id is null and granter_is_provider)
                )
                then null
            else 'not_your_account'
        end as party_reason

    from allocations_with_parties

)

select * from credit_allocations_joined
