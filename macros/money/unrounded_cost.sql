{#
    Quantity times unit price with all its digits; null where twenty decimals do not fit.
    Usage: {{ unrounded_cost('tier_quantity', 'unit_price') }}
#}
{% macro unrounded_cost(quantity, unit_price) -%}
    case
        when {{ multiplies_in_128_bits(quantity, unit_price) }}
            then cast({{ quantity }} * {{ unit_price }} as decimal(38, 20))
    end
{%- endmacro %}
