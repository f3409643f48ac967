with

accounts as (

    select * from {{ ref('int_accounts_validated') }}

),

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

paths_now as (

    select paths.*

    from {{ ref('int_account_chains') }} as paths

    inner join as_of
        on {{ is_in_force('paths', 'as_of.now_at') }}

),

roles_now as (

    select account_roles.*

    from {{ ref('int_account_roles') }} as account_roles

    inner join as_of
        on {{ is_in_force('account_roles', 'as_of.now_at') }}

    where account_roles.known_to = {{ end_of_time() }}

),

present_accounts as (

    select
        accounts.account_id,
        accounts.account_name,
        roles_now.account_role,
        accounts.tax_region,
        accounts.currency_code,
        accounts.shows_customer_discounts,
        accounts.shows_reseller_costs,
        paths_now.parent_account_id,
        paths_now.reseller_account_id,
        paths_now.distributor_account_id,
        paths_now.provider_account_id,
        roles_now.account_role = 'customer' and paths_now.depth = 0
            as is_direct_customer,
        accounts.recorded_at

    from accounts

    inner join roles_now
        on accounts.account_id = roles_now.account_id

    left join paths_now
        on accounts.account_id = paths_now.account_id

),

-- who was billed stays, under nobody
dim_accounts as (

    select * from present_accounts

    union all

    select
        account_id,
        account_name,
        account_role,
        tax_region,
        currency_code,
        shows_customer_discounts,
        shows_reseller_costs,
        cast(null as {{ type_text() }}) as parent_account_id,
        cast(null as {{ type_text() }}) as reseller_account_id,
        cast(null as {{ type_text() }}) as distributor_account_id,
        cast(null as {{ type_text() }}) as provider_account_id,
        false as is_direct_customer,
        recorded_at

    from {{ ref('int_former_accounts') }}

)

select * from dim_accounts
