{#
    A part of a quantity as the whole number by which costs are shared (portion_of_cost):
    all ten decimals where the whole is below 900,000,000, else whole units, from 9 x 10^18
    on whole multiples of 10^14. The whole goes the same way, so the parts share all of it.
    Usage: {{ shared_units('drawn_quantity', 'all_quantity') }}
#}
{% macro shared_units(quantity, whole_quantity) -%}
    case
        when {{ whole_quantity }} < 900000000 then {{ whole_units(quantity, 10) }}
        when {{ whole_quantity }} < 9{{ '0' * 18 }}
            then {{ whole_units('trunc(' ~ quantity ~ ')', 0) }}
        else
            {{ whole_quotient(whole_units('trunc(' ~ quantity ~ ')', 0), '1' ~ '0' * 14) }}
    end
{%- endmacro %}
