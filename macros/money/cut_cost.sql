{#
    Quantity times unit price cut to eight decimals. With cut_off_cost, what that cuts off,
    it is the exact product, whatever its size, so that a sum of slices is rounded once.
    Usage: {{ cut_cost('tier_quantity', 'unit_price') }}
#}
{% macro cut_cost(quantity, unit_price) -%}
    {%- set units = whole_units(quantity, 10) -%}
    {%- set price = whole_units(unit_price, 10) -%}
    case
        when {{ multiplies_in_128_bits(quantity, unit_price) }}
            then cast({{ truncated_to(quantity ~ ' * ' ~ unit_price, 8) }} as decimal(38, 8))
        else
            {{ units_as_decimal(
                whole_quotient(units, '1000000000000') ~ ' * ' ~ price ~ ' + '
                ~ units ~ ' % 1000000000000 * (' ~ whole_quotient(price, '1000000000000')
                ~ ') + ' ~ whole_quotient(
                    '(' ~ units ~ ' % 1000000000000 * (' ~ price ~ ' % 1000000000000))',
                    '1000000000000'
                ), 8
            ) }}
    end
{%- endmacro %}

{#
    What cut_cost cuts off a product: below 0.00000001, exact.
    Usage: {{ cut_off_cost('tier_quantity', 'unit_price') }}
#}
{% macro cut_off_cost(quantity, unit_price) -%}
    cast(
        cast(
            ({{ whole_units(quantity, 10) }} % 1000000000000)
            * ({{ whole_units(unit_price, 10) }} % 1000000000000) % 1000000000000
            as decimal(12, 0)
        ) * cast(0.{{ '0' * 19 }}1 as decimal(20, 20)) as decimal(38, 20)
    )
{%- endmacro %}

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

{# True where quantity times unit price is below 10^17. #}
{% macro multiplies_in_128_bits(quantity, unit_price) -%}
    ({{ quantity }} < 1000000000 and {{ unit_price }} < 100000000)
{%- endmacro %}
