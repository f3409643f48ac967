{{ config(materialized='view') }}

with

purchases as (

    select
        orders.charge_id,
        orders.order_id,
        orders.owner_account_id,
        orders.identity_at as placed_at,
        case
            when orders.billing_mode in ('pay_per_use', 'spot') then 'pay_per_use'
            else 'prepaid'
        end as purchase_kind

    from {{ ref('int_order_charges') }} as orders

    inner join {{ ref('int_accounts_validated') }} as accounts
        on
            orders.owner_account_id = accounts.account_id
            and accounts.account_role = 'customer'

    where orders.charge_category = 'purchase'

),

accrued as (

    select * from {{ ref('int_budget_usage') }}

),

-- a purchase does not use up its own budget: what its own order used then is taken off
budgets_then as (

    select
        then_accrued.event_id,
        then_accrued.customer_account_id,
        then_accrued.budget_amount,
        then_accrued.used_cost
        - coalesce(sum(own_charges.list_cost), cast(0 as decimal(38, 8))) as used_cost

    from accrued as then_accrued

    left join accrued as own_charges
        on
            then_accrued.customer_account_id = own_charges.customer_account_id
            and then_accrued.order_id = own_charges.order_id
            and own_charges.event_kind = 'charge'
            and then_accrued.occurred_at >= own_charges.occurred_at
            and case then_accrued.budget_type
                when 'monthly'
                    then then_accrued.billing_month = own_charges.billing_month
                else then_accrued.valid_from <= own_charges.occurred_at
            end

    where
        then_accrued.event_kind = 'purchase'
        and then_accrued.budget_event_id is not null
    group by
        then_accrued.event_id,
        then_accrued.customer_account_id,
        then_accrued.budget_amount,
        then_accrued.used_cost

),

-- in what states the owner was when it was placed
states_then as (

    select
        purchases.charge_id,
        purchases.purchase_kind,
        states.state

    from purchases

    inner join {{ ref('int_account_states') }} as states
        on
            purchases.owner_account_id = states.account_id
            and {{ is_in_force('states', 'purchases.placed_at') }}

    union all

    select
        purchases.charge_id,
        purchases.purchase_kind,
        'budget_used_up' as state

    from purchases

    inner join budgets_then
        on
            purchases.charge_id = budgets_then.event_id
            and {{ budget_is_reached('budgets_then', '100') }}

),

purchases_forbidden as (

    select
        states_then.charge_id,
        {{ joined_text('states_then.state', '|') }} as reasons

    from states_then

    inner join {{ ref('purchase_restrictions') }} as restrictions
        on
            states_then.state = restrictions.state
            and states_then.purchase_kind = restrictions.purchase_kind

    where restrictions.is_forbidden
    group by states_then.charge_id

)

select * from purchases_forbidden
