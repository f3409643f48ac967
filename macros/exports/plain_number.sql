{#
    A decimal as text without trailing zeros: 0.2500000000 is 0.25, 25.0 is 25.
    Usage: {{ plain_number('contract_unit_price') }}
#}
{% macro plain_number(value) -%}
    rtrim(rtrim(cast({{ value }} as varchar(60)), '0'), '.')
{%- endmacro %}
