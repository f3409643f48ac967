{#
    A cost as a percentage of an amount below 10^26, both of at most eight decimals, at two:
    of the exact figures, rounded once, half away from zero; null where the amount is not
    above 0, or the percentage does not fit.
    Usage: {{ percent_of('used_cost', 'budget_amount') }}
#}
{% macro percent_of(cost, amount) -%}
    {%- set units = whole_units('abs(' ~ cost ~ ')', 8) -%}
    {%- set whole = whole_units(amount, 8) -%}
    {%- set rest -%}
        ({{ units }} % {{ whole }} * 10000 + {{ whole_quotient(whole, 2) }})
    {%- endset -%}
    case
        when {{ amount }} > 0 and {{ whole_quotient(units, whole) }} < 1{{ '0' * 33 }}
            then
                cast(
                    sign({{ cost }}) * {{ units_as_decimal(
                        whole_quotient(units, whole) ~ ' * 10000 + '
                        ~ whole_quotient(rest, whole), 2
                    ) }} as decimal(38, 2)
                )
    end
{%- endmacro %}
