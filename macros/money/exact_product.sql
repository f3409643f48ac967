{#
    A product of two decimals of at most 38 digits, neither negative, at a number of
    places, rounded once, half up, whatever its size; null where the result does not fit
    38 digits. Engines multiply decimals in 128 bits, which a quantity of 10^18 at 20
    decimals leaves; this multiplies whole numbers in parts.
    Usage: {{ exact_product('pricing_quantity', 10, 'unit_price', 10, 8) }}
#}
{% macro exact_product(one, one_places, other, other_places, places) -%}
    {{ units_as_decimal(
        units_product(
            whole_units(one, one_places),
            whole_units(other, other_places),
            one_places + other_places - places
        ),
        places
    ) }}
{%- endmacro %}
