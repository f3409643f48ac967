{#
    A quantity cut to ten decimals toward zero (rules 3.5).
    Usage: {{ truncated_quantity('quantity * term_count') }}
#}
{% macro truncated_quantity(expression) -%}
    cast({{ truncated_to(expression, 10) }} as decimal(38, 10))
{%- endmacro %}
