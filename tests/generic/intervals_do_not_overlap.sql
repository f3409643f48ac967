{#
    Rows of one key do not overlap in time. Intervals are half-open; a null start is the
    beginning, a null end is open. Returns each row that starts before an earlier row of
    its key has ended.
#}
{% test intervals_do_not_overlap(model, columns, from_column='valid_from', to_column='valid_to') %}
with

intervals as (

    select
        {{ columns | join(', ') }},
        coalesce({{ from_column }}, {{ beginning_of_time() }}) as starts_at,
        coalesce({{ to_column }}, {{ end_of_time() }}) as ends_at
    from {{ model }}

),

intervals_before as (

    select
        *,
        max(ends_at) over (
            partition by {{ columns | join(', ') }}
            order by starts_at, ends_at
            rows between unbounded preceding and 1 preceding
        ) as ended_before_at
    from intervals
    where starts_at < ends_at

)

select *
from intervals_before
where starts_at < ended_before_at
{% endtest %}
