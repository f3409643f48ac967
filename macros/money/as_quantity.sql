{#
    A quantity at ten decimals, rounded once, half away from zero (rules 3.2).
    Usage: {{ as_quantity('usage_quantity * linear_size') }}
#}
{% macro as_quantity(expression) -%}
    cast(round({{ expression }}, 10) as decimal(38, 10))
{%- endmacro %}
