{#
    What all usage charges may cost together, in whole money: a cost has 30 digits before
    the point, and 2 x 10^29 of them are for orders, 1 x 10^29 for all small charges
    (rules 1.10).
#}
{% macro most_of_usage() -%}
    {{ whole_units("cast('7" ~ '0' * 29 ~ "' as decimal(38, 0))", 0) }}
{%- endmacro %}
