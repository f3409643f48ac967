with

adjustments as (

    select * from {{ current_records('bill_adjustments') }} as current_records

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        depth

    from {{ ref('int_account_chains') }}

),

-- only a first-level partner has a bill with the provider
bill_adjustments_validated as (

    select
        adjustments.*,
        case
            when
                providers.account_id is null
                or resellers.account_id is null
                or (
                    adjustments.owner_account_id is not null
                    and owners.account_id is null
                )
                then 'unknown_account'
            when owners.account_role = 'provider' then 'owner_is_provider'
            when providers.account_role != 'provider' then 'not_a_provider'
            when
                resellers.account_role not in ('distributor', 'reseller')
                or paths.depth > 0
                then 'not_first_level'
        end as rejection_reason

    from adjustments

    left join accounts as providers
        on adjustments.provider_account_id = providers.account_id

    left join accounts as resellers
        on adjustments.reseller_account_id = resellers.account_id

    left join accounts as owners
        on adjustments.owner_account_id = owners.account_id

    left join paths
        on
            adjustments.reseller_account_id = paths.account_id
            and {{ is_in_force('paths', 'adjustments.occurred_at') }}

)

select * from bill_adjustments_validated
