{#
    The whole part of a decimal without a fraction by a whole number.
    Usage: {{ whole_part('whole_cost', 'row_count') }}
#}
{% macro whole_part(whole_cost, divisor) -%}
    {{ whole_quotient(whole_units(whole_cost, 0), divisor) }}
{%- endmacro %}
