{#
    The values of a group as a list, in the order of another column.
    Usage: {{ list_of('tax_rate', 'tax_component') }}
#}
{% macro list_of(expression, order_column) -%}
    {{ return(adapter.dispatch('list_of', 'tierbill')(expression, order_column)) }}
{%- endmacro %}

{% macro duckdb__list_of(expression, order_column) -%}
    list({{ expression }} order by {{ order_column }})
{%- endmacro %}

{% macro spark__list_of(expression, order_column) -%}
    transform(
        array_sort(
            collect_list(struct({{ order_column }} as place, {{ expression }} as item))
        ),
        pair -> pair.item
    )
{%- endmacro %}
