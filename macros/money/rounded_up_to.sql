{#
    A quantity rounded up to a whole multiple of a step (rules 3.9); 0 stays 0. Both are
    decimals of ten places: their remainder is exact.
    Usage: {{ rounded_up_to('pricing_quantity', 'pricing_increment') }}
#}
{% macro rounded_up_to(quantity, step) -%}
    {{ quantity }}
    + case
        when {{ quantity }} % {{ step }} = 0 then 0
        else {{ step }} - {{ quantity }} % {{ step }}
    end
{%- endmacro %}
