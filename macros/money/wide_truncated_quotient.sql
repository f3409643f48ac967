{% macro wide_truncated_quotient(dividend, divisor) -%}
    {%- set units = whole_units(dividend, 10) -%}
    {%- set unit = whole_units(divisor, 10) -%}
    {%- set whole = '(' ~ whole_quotient(units, unit) ~ ')' -%}
    case
        when {{ whole }} < 1{{ '0' * 28 }}
            then
                {{ units_as_decimal(
                    whole ~ ' * 10000000000 + '
                    ~ whole_quotient('(' ~ units ~ ' % ' ~ unit ~ ' * 10000000000)', unit),
                    10
                ) }}
    end
{%- endmacro %}
