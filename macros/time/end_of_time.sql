{#
    Last instant of the walked hierarchy: "for ever" inside dated models, null at the
    interface.
    Usage: {{ end_of_time() }}
#}
{% macro end_of_time() -%}
    cast('9999-12-31 00:00:00+00' as {{ type_instant() }})
{%- endmacro %}
