{#
    The highest price at which a leg of a charge that may be large could stand: the most expensive
    tier at the highest multiplier, or the highest contract price (rules 1.10).
    Usage: {{ highest_price_of_legs('highest_unit_price') }}
#}
{% macro highest_price_of_legs(unit_price) -%}
    case
        when is_large
            then
                greatest(
                    {{ exact_product(unit_price, 10, 'highest_multiplier', 10, 10) }},
                    highest_contract_price
                )
    end
{%- endmacro %}
