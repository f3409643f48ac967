{#
    True when two half-open intervals share an instant; an empty interval shares none.
    Usage: {{ intervals_share_an_instant('a', 'b', 'bound_at', 'unbound_at') }}
#}
{% macro intervals_share_an_instant(one, other, from_column, to_column) -%}
    greatest({{ one }}.{{ from_column }}, {{ other }}.{{ from_column }})
    < least(
        coalesce({{ one }}.{{ to_column }}, {{ end_of_time() }}),
        coalesce({{ other }}.{{ to_column }}, {{ end_of_time() }})
    )
{%- endmacro %}
