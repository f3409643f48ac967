{#
    The type of an amount as billed: room for the digits of every currency.
    Usage: cast(0 as {{ type_amount() }})
#}
{% macro type_amount() -%}
    decimal(38, {{ most_amount_digits() }})
{%- endmacro %}
