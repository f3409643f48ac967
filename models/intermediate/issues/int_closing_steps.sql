with

closing_months as (

    select *

    from {{ ref('int_issued_months') }}
    where not is_closed

),

last_closed as (

    select max(billing_month) as billing_month

    from {{ ref('int_issued_months') }}
    where is_closed

),

-- after the closes, what is known now
closes as (

    select
        seller_account_id,
        billing_month,
        close_sequence,
        issued_at,
        load_sequence

    from closing_months

    union all

    select
        cast(null as {{ type_text() }}) as seller_account_id,
        cast(null as date) as billing_month,
        cast(9223372036854775807 as bigint) as close_sequence,
        {{ end_of_time() }} as issued_at,
        cast(9223372036854775807 as bigint) as load_sequence

    from last_closed

),

closes_in_order as (

    select
        closes.*,
        lag(closes.issued_at) over in_order as previous_issued_at,
        lag(closes.load_sequence) over in_order as previous_load_sequence,
        greatest(
            last_closed.billing_month,
            max(closes.billing_month) over (
                order by closes.close_sequence
                rows between unbounded preceding and 1 preceding
            )
        ) as latest_month

    from closes

    cross join last_closed

    window in_order as (order by closes.close_sequence)

),

-- what became known since the close before and changes a month that is closed by then
newly_known as (

    select closes.close_sequence

    from closes_in_order as closes

    inner join {{ ref('int_rating_knowledge') }} as knowledge
        on
            closes.load_sequence >= knowledge.load_sequence
            and closes.issued_at >= knowledge.known_at
            and (
                closes.previous_load_sequence < knowledge.load_sequence
                or closes.previous_issued_at < knowledge.known_at
            )
            and (
                knowledge.billing_month is null
                or closes.latest_month >= knowledge.billing_month
            )

    group by closes.close_sequence

),

-- closes that see the same rating are one step
closes_numbered as (

    select
        closes.*,
        sum(
            case
                when closes.previous_issued_at is null then 1
                when closes.load_sequence < closes.previous_load_sequence then 1
                when closes.issued_at < closes.previous_issued_at then 1
                when newly_known.close_sequence is not null then 1
                else 0
            end
        ) over (
            order by closes.close_sequence
            rows between unbounded preceding and current row
        ) as step_number

    from closes_in_order as closes

    left join newly_known
        on closes.close_sequence = newly_known.close_sequence

),

closing_steps as (

    select
        seller_account_id,
        billing_month,
        close_sequence,
        issued_at,
        load_sequence,
        step_number,
        max(case when seller_account_id is not null then issued_at end)
            over (partition by step_number) as known_at,
        max(case when seller_account_id is not null then load_sequence end)
            over (partition by step_number) as known_load,
        step_number = max(step_number) over () as sees_all

    from closes_numbered

)

select *
from closing_steps
where seller_account_id is not null
