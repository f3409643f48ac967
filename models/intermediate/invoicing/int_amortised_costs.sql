with

orders as (

    select
        *,
        charge_category = 'purchase'
        and coalesce(service_from < service_to, false)
        and service_to < {{ end_of_time() }} as has_term

    from {{ ref('int_order_charges') }}

),

-- what a first refund gives back ends there: all that is left belongs to that month
refunds as (

    select
        purchases.charge_id,
        min(orders.billing_month) as ended_month

    from orders

    inner join orders as purchases
        on {{ is_given_back('orders', 'purchases') }}

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

-- a term above ten years has its own rows in the last ten years until now, one row
-- before them and one after (rules 3.7)
terms as (

    select
        lines.*,
        case
            when lines.service_to > lines.service_from + interval '10' year
                then {{ billing_month_of("clock.now_at - interval '10' year") }}
        end as span_from,
        case
            when lines.service_to > lines.service_from + interval '10' year
                then {{ billing_month_of('clock.now_at') }}
        end as span_to,
        case
            when lines.service_from is null then lines.paid_month
            else
                least({{ billing_month_of('lines.service_from') }}, lines.ended_month)
        end as first_month,
        case
            when lines.service_from is null then lines.paid_month
            else
                least(
                    {{ billing_month_of(
                        "lines.service_to - interval '1' microsecond"
                    ) }},
                    lines.ended_month
                )
        end as last_month,
        {{ duration_in_microseconds('lines.service_from', 'lines.service_to') }}
            as duration

    from prepaid_lines as lines

    cross join {{ ref('int_as_of') }} as clock

),

months as (

    select
        *,
        {{ each_month_within(
            'first_month', 'last_month', 'span_from', 'span_to'
        ) }} as billing_month

    from terms

),

elapsed_terms as (

    select
        *,
        {{ duration_in_microseconds(
            'service_from',
            billing_instant(
                "cast(greatest(cast(billing_month + interval '1' month as date), case"
                " when billing_month < span_from then span_from end) as timestamp)"
            )
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
