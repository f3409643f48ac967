{#
    Money as it is billed, two decimals, rounded once, half away from zero.
    Usage: {{ as_amount('sum(billed_cost)') }}
#}
{% macro as_amount(expression) -%}
    cast(round({{ expression }}, 2) as decimal(38, 2))
{%- endmacro %}
