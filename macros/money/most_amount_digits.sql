{#
    The most decimal places that an amount as billed may have: those of its type, and more
    than any currency in use has (ISO 4217: four).
    Usage: decimal(38, {{ most_amount_digits() }})
#}
{% macro most_amount_digits() -%}
    4
{%- endmacro %}
