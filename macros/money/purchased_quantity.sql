{#
    Pieces times terms and size, cut to ten decimals (rules 3.5).
    Usage: {{ purchased_quantity('orders.quantity', 'orders.factor') }}
#}
{% macro purchased_quantity(quantity, factor) -%}
    {%- set units = whole_units(quantity, 10) -%}
    {%- set times = whole_units(factor, 6) -%}
    case
        when {{ quantity }} < 1000000000 and {{ factor }} < 1000000000
            then {{ truncated_quantity(quantity ~ ' * ' ~ factor) }}
        else
            {{ units_as_decimal(
                whole_quotient(units, '1000000') ~ ' * ' ~ times ~ ' + '
                ~ whole_quotient('(' ~ units ~ ' % 1000000 * ' ~ times ~ ')', '1000000'), 10
            ) }}
    end
{%- endmacro %}
