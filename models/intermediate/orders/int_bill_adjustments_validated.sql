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

-- what was right once stays right, whatever becomes known of the hierarchy later
known_parties as (

    select
        record_key,
        max(
            case
                when
                    seller_role in ('distributor', 'reseller')
                    and seller_is_first_level
                    then 1
                else 0
            end
        ) = 1 as is_first_level

    from {{ ref('int_known_parties') }}
    group by record_key

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
            when not known_parties.is_first_level then 'not_first_level'
        end as rejection_reason

    from adjustments

    left join accounts as providers
        on adjustments.provider_account_id = providers.account_id

    left join accounts as resellers
        on adjustments.reseller_account_id = resellers.account_id

    left join accounts as owners
        on adjustments.owner_account_id = owners.account_id

    left join known_parties
        on 'adjustment:' || adjustments.adjustment_id = known_parties.record_key

)

select * from bill_adjustments_validated
