{#
    A product of two whole numbers, divided by 10 to a number of places and rounded once,
    half up; null where it has more than 38 digits. The exact product may have 66 digits,
    so it is never made: quotients and remainders are multiplied, and only what the
    result must hold is added. Both are at least 0, the second has at most 36 digits.
    Usage: {{ units_product('quantity_units', 'price_units', 12) }}
#}
{% macro units_product(one, other, places) -%}
    {%- set unit = '1' ~ '0' * places -%}
    {%- set high = '(' ~ whole_quotient(one, unit) ~ ')' -%}
    {%- set low = '(' ~ one ~ ' % ' ~ unit ~ ')' -%}
    case
        when
            {{ high }} = 0
            or {{ other }} <= {{ whole_quotient('9' * 38, high) }}
            then
                {{ high }} * {{ other }}
                + {{ low }} * ({{ whole_quotient(other, unit) }})
                + {{ whole_quotient(
                    '(' ~ low ~ ' * (' ~ other ~ ' % ' ~ unit ~ ') + '
                    ~ '5' ~ '0' * (places - 1) ~ ')',
                    unit
                ) }}
    end
{%- endmacro %}
