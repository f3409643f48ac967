{#
    First instant of the walked hierarchy: "since ever" inside dated models, null at the
    interface.
    Usage: {{ beginning_of_time() }}
#}
{% macro beginning_of_time() -%}
    cast('0001-01-01 00:00:00+00' as {{ type_instant() }})
{%- endmacro %}
