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
        {{ billing_instant('cast(month_from as timestamp)') }} as month_starts_at,
        {{ billing_instant(
            "cast(month_from + interval '1' month as timestamp)"
        ) }} as month_ends_at

    from months

),

-- how much of the service lies before a month and until its end
line_months as (

    select
        lines.*,
        months_bounded.month_from,
        case
            when months_bounded.month_from = lines.first_month then 0
            else {{ duration_in_microseconds(
                'lines.service_from', 'months_bounded.month_starts_at'
            ) }}
        end as elapsed_before,
        case
            when months_bounded.month_from = lines.last_month then lines.duration
            else {{ duration_in_microseconds(
                'lines.service_from', 'months_bounded.month_ends_at'
            ) }}
        end as elapsed_until

    from lines

    inner join months_bounded
        on
            lines.first_month <= months_bounded.month_from
            and lines.last_month >= months_bounded.month_from

),

-- each month has the share until its end less the share before it: no cent is lost
prepaid_lines_amortised as (

    select
        charge_id,
        month_from as billing_month,
        case
            when service_from is null then list_cost
            else
                {{ portion_of_cost('list_cost', 'elapsed_until', 'duration') }}
                - {{ portion_of_cost('list_cost', 'elapsed_before', 'duration') }}
        end as list_cost,
        case
            when service_from is null then utility_cost
            else
                {{ portion_of_cost('utility_cost', 'elapsed_until', 'duration') }}
                - {{ portion_of_cost('utility_cost', 'elapsed_before', 'duration') }}
        end as utility_cost,
        case
            when service_from is null then customer_cost
            else
                {{ portion_of_cost('customer_cost', 'elapsed_until', 'duration') }}
                - {{ portion_of_cost('customer_cost', 'elapsed_before', 'duration') }}
        end as customer_cost

    from line_months

)

select * from prepaid_lines_amortised
