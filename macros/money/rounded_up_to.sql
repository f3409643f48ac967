{#
    A quantity rounded up to a whole multiple of a step (rules 3.9); 0 stays 0, and without
    a step it stays as it is. Both are decimals of ten places: their remainder is exact.
    Null beyond 5 * 10^27, where a quantity with a step is out of range (rules 1.10).
    Usage: {{ rounded_up_to('pricing_quantity', 'pricing_increment') }}
#}
{% macro rounded_up_to(quantity, step) -%}
    case
        when {{ step }} is null or {{ quantity }} % {{ step }} = 0 then {{ quantity }}
        when {{ quantity }} < 5{{ '0' * 27 }}
            then {{ quantity }} - {{ quantity }} % {{ step }} + {{ step }}
    end
{%- endmacro %}
