with recursive

lines as (

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

    from {{ ref('int_prepaid_lines_opened') }}

),

last_months as (

    select max(last_month) as last_month

    from lines

),

months as (

    select min(first_month) as month_from

    from lines
    having min(first_month) is not null

    union all

    select cast(months.month_from + interval '1' month as date) as month_from

    from months

    cross join last_months

    where months.month_from < last_months.last_month

),

months_bounded as (

    select
        month_from,
        {{ billing_instant(
            "cast(month_from + interval '1' month as timestamp)"
        ) }} as month_ends_at

    from months

),

line_months as (

    select
        lines.*,
        months_bounded.month_from,
        {{ duration_in_microseconds(
            'lines.service_from', 'months_bounded.month_ends_at'
        ) }} as elapsed

    from lines

    inner join months_bounded
        on
            lines.first_month <= months_bounded.month_from
            and lines.last_month >= months_bounded.month_from

),

-- the share of all that was served until the end of the month
shares_until as (

    select
        charge_id,
        month_from,
        case
            when month_from = last_month then list_cost
            else {{ portion_of_cost('list_cost', 'elapsed', 'duration') }}
        end as list_cost,
        case
            when month_from = last_month then utility_cost
            else {{ portion_of_cost('utility_cost', 'elapsed', 'duration') }}
        end as utility_cost,
        case
            when month_from = last_month then customer_cost
            else {{ portion_of_cost('customer_cost', 'elapsed', 'duration') }}
        end as customer_cost

    from line_months

),

-- each month has the share until its end less that of the month before: no cent is lost
prepaid_lines_amortised as (

    select
        charge_id,
        month_from as billing_month,
        list_cost - coalesce(lag(list_cost) over months_of_line, 0) as list_cost,
        utility_cost - coalesce(lag(utility_cost) over months_of_line, 0)
            as utility_cost,
        customer_cost - coalesce(lag(customer_cost) over months_of_line, 0)
            as customer_cost

    from shares_until
    window months_of_line as (
        partition by charge_id
        order by month_from
    )

)

select * from prepaid_lines_amortised
