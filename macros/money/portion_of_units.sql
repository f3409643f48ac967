{% macro portion_of_units(cost, share, total) -%}
    {%- set units = whole_units('abs(' ~ cost ~ ')', 8) -%}
    {%- set each = '(' ~ whole_quotient(units, total) ~ ')' -%}
    {%- set rest -%}
        ({{ units }} % {{ total }} * {{ share }} * 2 + {{ total }})
    {%- endset -%}
    case
        when {{ each }} = 0 or {{ share }} <= {{ whole_quotient('9' * 37, each) }}
            then
                cast(
                    sign({{ cost }}) * {{ units_as_decimal(
                        each ~ ' * ' ~ share ~ ' + '
                        ~ whole_quotient(rest, '(2 * ' ~ total ~ ')'), 8
                    ) }} as decimal(38, 8)
                )
    end
{%- endmacro %}
