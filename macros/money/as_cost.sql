{#
    Money at eight decimals: the exact value of an expression, rounded once, half away from
    zero (rules, preamble). An expression has one multiplication, so that the product keeps
    its full scale.
    Usage: {{ as_cost('base_cost * discount_multiplier') }}
#}
{% macro as_cost(expression) -%}
    cast(round({{ expression }}, 8) as decimal(38, 8))
{%- endmacro %}
