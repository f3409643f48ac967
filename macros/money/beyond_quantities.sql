{#
    The greatest value of a quantity, which stands for all that do not fit.
    Usage: coalesce(point_quantity, {{ beyond_quantities() }})
#}
{% macro beyond_quantities() -%}
    cast('{{ '9' * 28 }}.{{ '9' * 10 }}' as decimal(38, 10))
{%- endmacro %}
