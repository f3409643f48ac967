{#
    What a purchase costs: the price of one term times terms and size, at eight decimals,
    rounded once, half up (rules 3.5). The price comes as it is cut to eight decimals and
    what that cuts off (cut_cost), the factor has six decimals.
    Usage: {{ purchase_cost('whole_price', 'rest_price', 'factor') }}
#}
{% macro purchase_cost(whole_price, rest_price, factor) -%}
    {%- set high = whole_units(whole_price, 8) -%}
    {%- set low = whole_units(rest_price, 20) -%}
    {%- set times = whole_units(factor, 6) -%}
    {%- set low_times = '(' ~ low ~ ' * (' ~ whole_quotient(times, '1000000') ~ '))' -%}
    {%- set high_times = '(' ~ high ~ ' % 1000000 * ' ~ times ~ ')' -%}
    {%- set fraction -%}
        (
            {{ high_times }} % 1000000 * 1000000000000
            + {{ low_times }} % 1000000000000 * 1000000
            + {{ low }} * ({{ times }} % 1000000) + 500000000000000000
        )
    {%- endset -%}
    case
        when {{ whole_price }} < 1000000 and {{ factor }} < 100000
            then {{ as_cost('(' ~ whole_price ~ ' + ' ~ rest_price ~ ') * ' ~ factor) }}
        else
            {{ units_as_decimal(
                whole_quotient(high, '1000000') ~ ' * ' ~ times
                ~ ' + ' ~ whole_quotient(high_times, '1000000')
                ~ ' + ' ~ whole_quotient(low_times, '1000000000000')
                ~ ' + ' ~ whole_quotient(fraction, '1000000000000000000'), 8
            ) }}
    end
{%- endmacro %}
