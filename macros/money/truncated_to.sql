{#
    A decimal cut to a number of digits toward zero.
    Usage: {{ truncated_to('bills.cost_to_round', 2) }}
#}
{% macro truncated_to(expression, digits) -%}
    {{ return(adapter.dispatch('truncated_to', 'tierbill')(expression, digits)) }}
{%- endmacro %}

{% macro duckdb__truncated_to(expression, digits) -%}
    trunc({{ expression }}, {{ digits }})
{%- endmacro %}

{% macro spark__truncated_to(expression, digits) -%}
    sign({{ expression }}) * floor(abs({{ expression }}), {{ digits }})
{%- endmacro %}
