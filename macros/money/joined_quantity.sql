{#
    Consumption from its whole multiples of 10^10, null for ordinary records, and the rest;
    null where it does not fit a quantity.
    Usage: {{ joined_quantity('sum(consumed_ten_billions)', 'sum(consumed_quantity)') }}
#}
{% macro joined_quantity(ten_billions, rest) -%}
    case
        when {{ ten_billions }} is null then {{ rest }}
        when {{ ten_billions }} < 1{{ '0' * 18 }}
            then
                {{ units_as_decimal(
                    whole_units(ten_billions, 0) ~ ' * 1' ~ '0' * 20 ~ ' + '
                    ~ whole_units(rest, 10), 10
                ) }}
    end
{%- endmacro %}
