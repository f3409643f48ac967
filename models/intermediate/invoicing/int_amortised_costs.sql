with

orders as (

    select
        *,
        charge_category = 'purchase'
        and coalesce(service_from < service_to, false) as has_term

    from {{ ref('int_order_charges') }}

),

-- the first refund of a line ends it, and the adjustments of it that it gives back: all
-- that is left belongs to that month
refunds as (

    select
        purchases.charge_id,
        min(orders.billing_month) as ended_month

    from orders

    inner join orders as purchases
        on
            orders.original_charge_id
            = coalesce(purchases.adjusted_charge_id, purchases.charge_id)
            and purchases.charge_category = 'purchase'
            and (
                purchases.adjusted_charge_id is null
                or orders.transaction_at >= purchases.transaction_at
            )

    where orders.charge_category = 'refund'
    group by purchases.charge_id

),

-- leg 1 is what the provider is paid, the leg to the owner what the owner pays
leg_costs as (

    select
        charge_id,
        reseller_account_id,
        distributor_account_id,
        product_code,
        cast(
            sum(case when leg_number = 1 then pretax_cost else 0 end)
            as decimal(38, 8)
        ) as utility_cost,
        cast(
            sum(
                case
                    when buyer_account_id = owner_account_id then pretax_cost
                    else 0
                end
            ) as decimal(38, 8)
        ) as customer_cost

    from {{ ref('int_charge_legs') }}
    where charge_category in ('purchase', 'refund')
    group by charge_id, reseller_account_id, distributor_account_id, product_code

),

prepaid_lines as (

    select
        orders.charge_id,
        orders.order_id,
        orders.original_charge_id,
        orders.charge_category,
        orders.order_type,
        orders.provider_account_id,
        leg_costs.distributor_account_id,
        leg_costs.reseller_account_id,
        orders.owner_account_id,
        orders.resource_id,
        orders.sku_id,
        leg_costs.product_code,
        orders.billing_month as paid_month,
        case when orders.has_term then orders.service_from end as service_from,
        case when orders.has_term then orders.service_to end as service_to,
        refunds.ended_month,
        orders.list_cost as line_list_cost,
        leg_costs.utility_cost as line_utility_cost,
        leg_costs.customer_cost as line_customer_cost,
        orders.currency_code

    from orders

    inner join leg_costs
        on orders.charge_id = leg_costs.charge_id

    left join refunds
        on orders.charge_id = refunds.charge_id

),

terms as (

    select
        *,
        case
            when service_from is null then paid_month
            else least({{ billing_month_of('service_from') }}, ended_month)
        end as first_month,
        case
            when service_from is null then paid_month
            else
                least(
                    {{ billing_month_of("service_to - interval '1' microsecond") }},
                    ended_month
                )
        end as last_month,
        {{ duration_in_microseconds('service_from', 'service_to') }} as duration

    from prepaid_lines

),

months as (

    select
        *,
        {{ each_month('first_month', 'last_month') }} as billing_month

    from terms

),

elapsed_terms as (

    select
        *,
        {{ duration_in_microseconds(
            'service_from',
            billing_instant("cast(billing_month + interval '1' month as timestamp)")
        ) }} as elapsed

    from months

),

-- the share of the time until the month's end; the last month bears all that is left
costs_until as (

    select
        *,
        case
            when billing_month = last_month then line_list_cost
            else {{ portion_of_cost('line_list_cost', 'elapsed', 'duration') }}
        end as list_cost_until,
        case
            when billing_month = last_month then line_utility_cost
            else {{ portion_of_cost('line_utility_cost', 'elapsed', 'duration') }}
        end as utility_cost_until,
        case
            when billing_month = last_month then line_customer_cost
            else {{ portion_of_cost('line_customer_cost', 'elapsed', 'duration') }}
        end as customer_cost_until

    from elapsed_terms

),

-- each month bears the share until its end less that of the month before
amortised_costs as (

    select
        *,
        list_cost_until - coalesce(lag(list_cost_until) over months_of_line, 0)
            as list_cost,
        utility_cost_until - coalesce(lag(utility_cost_until) over months_of_line, 0)
            as utility_cost,
        customer_cost_until - coalesce(lag(customer_cost_until) over months_of_line, 0)
            as customer_cost

    from costs_until
    window months_of_line as (
        partition by charge_id
        order by billing_month
    )

)

select * from amortised_costs
