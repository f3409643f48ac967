{#
    A quotient of two decimals of ten places, cut to ten places toward zero (rules 3.2);
    null where it does not fit 38 digits. The dividend has at most 38 digits, the divisor 28.
    Engines divide decimals in binary floats or round them, so this divides whole numbers:
    the remainder of the first division is divided once more, for the places.
    `whole_divisor` is the divisor as a bigint, or null if it is not whole. With it one
    division of 64 bits is enough, where the general case needs four of 128 bits; the
    dividend is turned into a whole number five places at a time to stay in 64 bits.
    Usage: {{ truncated_quotient('consumed_quantity', 'usage_per_pricing_unit',
        'whole_usage_per_pricing_unit') }}
#}
{% macro truncated_quotient(dividend, divisor, whole_divisor) -%}
    {{ return(
        adapter.dispatch('truncated_quotient', 'tierbill')(
            dividend, divisor, whole_divisor
        )
    ) }}
{%- endmacro %}

{% macro duckdb__truncated_quotient(dividend, divisor, whole_divisor) -%}
    {%- set last_place = 'cast(0.0000000001 as decimal(11, 10))' -%}
    {%- set five_places = 'cast(100000 as decimal(6, 0))' -%}
    {%- set number = 'cast(' ~ dividend ~ ' as decimal(18, 10))' -%}
    {%- set fraction = 'cast(' ~ number ~ ' - trunc(' ~ number ~ ') as decimal(10, 10))' -%}
    {%- set upper = '(' ~ fraction ~ ' * ' ~ five_places ~ ')' -%}
    {%- set rest = 'cast(' ~ upper ~ ' - trunc(' ~ upper ~ ') as decimal(10, 10))' -%}
    {%- set lower = '(' ~ rest ~ ' * ' ~ five_places ~ ')' -%}
    case
        when {{ whole_divisor }} = 1 then {{ dividend }}
        when
            {{ whole_divisor }} is not null
            and {{ dividend }} between -99999999 and 99999999
            then
                cast(
                    cast(
                        (
                            cast(trunc({{ number }}) as bigint) * 10000000000
                            + cast(trunc({{ upper }}) as bigint) * 100000
                            + cast({{ lower }} as bigint)
                        ) // {{ whole_divisor }} as decimal(19, 0)
                    ) * {{ last_place }} as decimal(38, 10)
                )
        else {{ wide_truncated_quotient(dividend, divisor) }}
    end
{%- endmacro %}

{% macro spark__truncated_quotient(dividend, divisor, whole_divisor) -%}
    {{ wide_truncated_quotient(dividend, divisor) }}
{%- endmacro %}
