{{ config(materialized='view') }}

with

purchases as (

    select
        orders.charge_id,
        orders.owner_account_id,
        orders.order_id,
        orders.order_type,
        orders.billing_mode,
        orders.resource_id,
        orders.sku_id,
        orders.price_at as placed_at,
        orders.list_cost,
        orders.currency_code,
        case
            when orders.billing_mode in ('pay_per_use', 'spot') then 'pay_per_use'
            else 'prepaid'
        end as purchase_kind

    from {{ ref('int_order_charges') }} as orders

    inner join {{ ref('int_account_chains') }} as chains
        on
            orders.owner_account_id = chains.account_id
            and not chains.is_partner
            and {{ is_in_force('chains', 'orders.price_at') }}

    where orders.charge_category = 'purchase'

),

budget_usage as (

    select * from {{ ref('int_budget_usage') }}

),

-- a purchase does not exhaust the budget that it is bought from: the charges of its own
-- order do not count
budgets_at_purchase as (

    select
        usage_at_purchase.event_id,
        usage_at_purchase.budget_amount,
        usage_at_purchase.used_cost
        - coalesce(sum(own_charges.list_cost), cast(0 as decimal(38, 8))) as used_cost

    from budget_usage as usage_at_purchase

    left join budget_usage as own_charges
        on
            usage_at_purchase.customer_account_id = own_charges.customer_account_id
            and usage_at_purchase.order_id = own_charges.order_id
            and own_charges.event_kind = 'charge'
            and usage_at_purchase.occurred_at >= own_charges.occurred_at
            and case usage_at_purchase.budget_type
                when 'monthly'
                    then usage_at_purchase.billing_month = own_charges.billing_month
                else usage_at_purchase.valid_from <= own_charges.transaction_at
            end

    where
        usage_at_purchase.event_kind = 'purchase'
        and usage_at_purchase.budget_event_id is not null
    group by
        usage_at_purchase.event_id,
        usage_at_purchase.budget_amount,
        usage_at_purchase.used_cost

),

-- every state of the owner at the purchase
states_at_purchase as (

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

    inner join budgets_at_purchase
        on
            purchases.charge_id = budgets_at_purchase.event_id
            and {{ budget_is_reached('budgets_at_purchase', '100') }}

),

forbidding_states as (

    select
        states.charge_id,
        {{ joined_text('states.state', '|') }} as reasons

    from states_at_purchase as states

    inner join {{ ref('purchase_restrictions') }} as restrictions
        on
            states.state = restrictions.state
            and states.purchase_kind = restrictions.purchase_kind

    where restrictions.is_forbidden
    group by states.charge_id

),

forbidden_purchases as (

    select
        purchases.charge_id,
        purchases.owner_account_id,
        purchases.order_id,
        purchases.order_type,
        purchases.billing_mode,
        purchases.resource_id,
        purchases.sku_id,
        purchases.placed_at,
        forbidding_states.reasons,
        purchases.list_cost,
        purchases.currency_code

    from purchases

    inner join forbidding_states
        on purchases.charge_id = forbidding_states.charge_id

)

select * from forbidden_purchases
