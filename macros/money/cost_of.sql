{#
    Quantity times unit price at eight decimals, rounded once, half away from zero (rules
    3.4). What ordinary charges need fits 128 bits; the others are multiplied in parts.
    Usage: {{ cost_of('pricing_quantity', 'unit_price') }}
#}
{% macro cost_of(quantity, unit_price) -%}
    case
        when {{ multiplies_in_128_bits(quantity, unit_price) }}
            then {{ as_cost(unit_price ~ ' * ' ~ quantity) }}
        else {{ exact_product(quantity, 10, unit_price, 10, 8) }}
    end
{%- endmacro %}
