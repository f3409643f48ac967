{#
    Start of intervals that have none, inside models; null in the marts.
    Usage: {{ beginning_of_time() }}
#}
{% macro beginning_of_time() -%}
    cast('0001-01-01 00:00:00+00' as {{ type_instant() }})
{%- endmacro %}
