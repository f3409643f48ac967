with

budgets as (

    select * from {{ ref('int_budgets') }}

),

customers as (

    select
        customer_account_id,
        currency_code

    from budgets
    group by customer_account_id, currency_code

),

-- at one instant charges come before settings, and settings before purchases
events as (

    select
        customers.customer_account_id,
        'charge' as event_kind,
        1 as event_rank,
        charges.transaction_at as occurred_at,
        charges.charge_id as event_id,
        charges.order_id,
        charges.billing_month,
        charges.list_cost,
        charges.charge_category = 'usage' as is_usage

    from {{ ref('int_charges') }} as charges

    inner join customers
        on
            charges.owner_account_id = customers.customer_account_id
            and charges.currency_code = customers.currency_code

    union all

    select
        customer_account_id,
        'setting' as event_kind,
        2 as event_rank,
        valid_from as occurred_at,
        budget_event_id as event_id,
        cast(null as {{ type_text() }}) as order_id,
        {{ billing_month_of('valid_from') }} as billing_month,
        cast(0 as decimal(38, 8)) as list_cost,
        false as is_usage

    from budgets

    union all

    select
        customers.customer_account_id,
        'purchase' as event_kind,
        3 as event_rank,
        orders.price_at as occurred_at,
        orders.charge_id as event_id,
        orders.order_id,
        {{ billing_month_of('orders.price_at') }} as billing_month,
        cast(0 as decimal(38, 8)) as list_cost,
        false as is_usage

    from {{ ref('int_order_charges') }} as orders

    inner join customers
        on orders.owner_account_id = customers.customer_account_id

    where orders.charge_category = 'purchase'

),

-- a monthly budget counts the whole month, a one-time budget what follows its setting
budget_usage as (

    select
        events.customer_account_id,
        events.event_kind,
        events.event_rank,
        events.occurred_at,
        events.event_id,
        events.order_id,
        events.billing_month,
        events.list_cost,
        events.is_usage,
        budgets.budget_event_id,
        budgets.budget_type,
        budgets.budget_amount,
        budgets.valid_from,
        budgets.valid_to,
        customers.currency_code,
        case budgets.budget_type
            when 'monthly'
                then
                    cast(
                        sum(events.list_cost) over (
                            partition by
                                events.customer_account_id, events.billing_month
                            order by
                                events.occurred_at, events.event_rank, events.event_id
                            rows between unbounded preceding and current row
                        ) as decimal(38, 8)
                    )
            when 'one_time'
                then
                    cast(
                        sum(events.list_cost) over (
                            partition by
                                events.customer_account_id, budgets.budget_event_id
                            order by
                                events.occurred_at, events.event_rank, events.event_id
                            rows between unbounded preceding and current row
                        ) as decimal(38, 8)
                    )
        end as used_cost

    from events

    inner join customers
        on events.customer_account_id = customers.customer_account_id

    left join budgets
        on
            events.customer_account_id = budgets.customer_account_id
            and {{ is_in_force('budgets', 'events.occurred_at') }}

)

select * from budget_usage
