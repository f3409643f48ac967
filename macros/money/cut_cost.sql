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
