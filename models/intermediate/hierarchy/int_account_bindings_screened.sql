with

bindings as (

    select *
    from
        {{
            referenced_records('account_bindings', ['account_id', 'parent_account_id'])
        }} as bindings_referenced

),

accounts as (

    select
        account_id,
        account_role

    from {{ ref('int_accounts_validated') }}

),

bindings_checked as (

    select
        bindings.*,
        coalesce(
            bindings.reference_reason,
            case
                when bindings.unbound_at <= bindings.bound_at
                    then 'ends_before_it_starts'
                when bindings.account_id = bindings.parent_account_id
                    then 'self_parent'
                when parents.account_role = 'customer' then 'parent_is_customer'
                when children.account_role = 'provider' then 'child_is_provider'
            end
        ) as reason_alone

    from bindings

    left join accounts as children
        on bindings.account_id = children.account_id

    left join accounts as parents
        on bindings.parent_account_id = parents.account_id

),

bindings_overlapping as (

    select distinct bindings_checked.binding_id

    from bindings_checked

    inner join bindings_checked as others
        on
            bindings_checked.account_id = others.account_id
            and bindings_checked.binding_id != others.binding_id
            and {{ intervals_share_an_instant(
                'bindings_checked', 'others', 'bound_at', 'unbound_at'
            ) }}

    where
        bindings_checked.reason_alone is null
        and others.reason_alone is null

),

account_bindings_screened as (

    select
        bindings_checked.*,
        case
            when bindings_checked.reason_alone is not null
                then bindings_checked.reason_alone
            when bindings_overlapping.binding_id is not null then 'overlapping_binding'
        end as screening_reason

    from bindings_checked

    left join bindings_overlapping
        on bindings_checked.binding_id = bindings_overlapping.binding_id

)

select * from account_bindings_screened
