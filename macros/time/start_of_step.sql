{#
    The greatest multiple of a step that is not above a whole number, also of a negative
    one: microseconds before 1970. A quotient would cut toward zero.
    Usage: {{ start_of_step('epoch_us(usage_started_at)', 3600000000) }}
#}
{% macro start_of_step(number, step) -%}
    ({{ number }} - (({{ number }} % {{ step }}) + {{ step }}) % {{ step }})
{%- endmacro %}
