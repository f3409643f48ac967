{#
    End of open intervals, inside models; null in the marts.
    Usage: {{ end_of_time() }}
#}
{% macro end_of_time() -%}
    cast('9999-12-31 00:00:00+00' as {{ type_instant() }})
{%- endmacro %}
