with

adjustments as (

    select *
    from
        {{
            referenced_records(
                'bill_adjustments',
                ['provider_account_id', 'reseller_account_id', 'owner_account_id']
            )
        }} as adjustments_referenced

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

    from {{ ref('int_account_paths') }}

),

-- only a first-level partner has a bill with the provider
bill_adjustments_validated as (

    select
        adjustments.*,
        coalesce(
            adjustments.reference_reason,
            case
                when
                    accounts.account_role not in ('distributor', 'reseller')
                    or paths.depth > 0
                    then 'not_first_level'
            end
        ) as rejection_reason

    from adjustments

    left join accounts
        on adjustments.reseller_account_id = accounts.account_id

    left join paths
        on
            adjustments.reseller_account_id = paths.account_id
            and {{ is_in_force('paths', 'adjustments.occurred_at') }}

)

select * from bill_adjustments_validated
