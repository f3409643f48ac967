{#
    A quantity above every bound of a tier, which has 18 digits before the point.
    Usage: least(pricing_quantity, {{ beyond_bounds() }})
#}
{% macro beyond_bounds() -%}
    cast(1{{ '0' * 18 }} as decimal(38, 10))
{%- endmacro %}
