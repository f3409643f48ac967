{#
    The most that a quantity of several charges can be when each is rounded up to an
    increment (rules 1.10, 3.9); the quantity itself without one, null beyond 5 * 10^27.
    Usage: {{ rounded_up_by('quantity', 'pricing_increment', 'row_count') }}
#}
{% macro rounded_up_by(quantity, increment, charges) -%}
    case
        when {{ increment }} is null then {{ quantity }}
        when {{ quantity }} < 5{{ '0' * 27 }} and {{ charges }} < 1000000000
            then
                {{ quantity }}
                + {{ increment }} * cast({{ charges }} as decimal(9, 0))
    end
{%- endmacro %}
