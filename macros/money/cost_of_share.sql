{#
    The share of a cost that a part of a quantity has, eight decimals, for findings and
    never for bills. Quantities from a hundred million on are taken in whole units, so
    that no product is too large; where one would be all the same, the share is the whole
    cost. That is its answer for a quantity of 0, too.
    Usage: {{ cost_of_share('charges.list_cost', 'copies.quantity', 'charges.quantity') }}
#}
{% macro cost_of_share(cost, part, whole) -%}
    {%- set places = 'cast(10000000000 as decimal(11, 0))' -%}
    case
        when {{ whole }} <= 0 or {{ part }} >= {{ whole }} then {{ cost }}
        when abs({{ cost }}) >= 1000000000000000000 then {{ cost }}
        when {{ whole }} < 100000000
            then
                {{ portion_of_cost(
                    cost,
                    'cast(' ~ part ~ ' as decimal(20, 10)) * ' ~ places,
                    'cast(' ~ whole ~ ' as decimal(20, 10)) * ' ~ places
                ) }}
        when {{ whole }} < 100000000000000000
            then {{ portion_of_cost(cost, part, whole) }}
        else {{ cost }}
    end
{%- endmacro %}
