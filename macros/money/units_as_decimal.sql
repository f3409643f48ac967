{#
    A whole number of smallest units as a decimal of 38 digits, the inverse of whole_units;
    null where it has more digits.
    Usage: {{ units_as_decimal('quotient_units', 10) }}
#}
{% macro units_as_decimal(units, places) -%}
    cast(
        try_cast({{ units }} as decimal(38, 0))
        * cast(0.{{ '0' * (places - 1) }}1 as decimal({{ places + 1 }}, {{ places }}))
        as decimal(38, {{ places }})
    )
{%- endmacro %}
