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

-- the owner's own lines, one for each charge: what was billed of it, and corrections in
-- the month that bills them. An adjustment is between its seller and a partner
charges as (

    select
        *,
        case
            when line_kind = 'original' then transaction_at
            else
                greatest(
                    transaction_at,
                    {{ billing_instant('cast(billing_month as timestamp)') }}
                )
        end as occurred_at,
        2 * line_number - case line_kind when 'reversal' then 1 else 0 end
            as line_place

    from {{ ref('int_bill_lines') }}
    where buyer_account_id = owner_account_id and charge_category != 'adjustment'

),

-- at one instant charges come before settings, and settings before purchases
events as (

    select
        customers.customer_account_id,
        'charge' as event_kind,
        1 as event_rank,
        charges.occurred_at,
        charges.charge_id as event_id,
        charges.seller_account_id,
        charges.line_id,
        charges.line_place,
        charges.order_id,
        charges.distributor_account_id,
        charges.reseller_account_id,
        charges.billing_month,
        charges.transaction_at,
        charges.charge_list_cost as list_cost,
        charges.charge_category = 'usage' and charges.line_kind = 'original' as is_usage

    from charges

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
        cast(null as {{ type_text() }}) as seller_account_id,
        cast(null as {{ type_text() }}) as line_id,
        0 as line_place,
        cast(null as {{ type_text() }}) as order_id,
        cast(null as {{ type_text() }}) as distributor_account_id,
        cast(null as {{ type_text() }}) as reseller_account_id,
        {{ billing_month_of('valid_from') }} as billing_month,
        valid_from as transaction_at,
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
        cast(null as {{ type_text() }}) as seller_account_id,
        cast(null as {{ type_text() }}) as line_id,
        0 as line_place,
        orders.order_id,
        cast(null as {{ type_text() }}) as distributor_account_id,
        cast(null as {{ type_text() }}) as reseller_account_id,
        {{ billing_month_of('orders.price_at') }} as billing_month,
        orders.price_at as transaction_at,
        cast(0 as decimal(38, 8)) as list_cost,
        false as is_usage

    from {{ ref('int_order_charges') }} as orders

    inner join customers
        on orders.owner_account_id = customers.customer_account_id

    where orders.charge_category = 'purchase'

),

-- a monthly budget counts the month, a one-time budget what was charged since its
-- setting event, over months
budget_usage as (

    select
        events.*,
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
                                events.occurred_at,
                                events.event_rank,
                                events.event_id,
                                events.line_place
                            rows between unbounded preceding and current row
                        ) as decimal(38, 8)
                    )
            when 'one_time'
                then
                    cast(
                        sum(
                            case
                                when events.transaction_at >= budgets.valid_from
                                    then events.list_cost
                                else cast(0 as decimal(38, 8))
                            end
                        ) over (
                            partition by
                                events.customer_account_id, budgets.budget_event_id
                            order by
                                events.occurred_at,
                                events.event_rank,
                                events.event_id,
                                events.line_place
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
