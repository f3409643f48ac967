{#
    True for an instant a number of microseconds before a full minute: the last second,
    millisecond or microsecond of it.
    Usage: {{ ends_before_minute('usage_ended_at', 1000000) }}
#}
{% macro ends_before_minute(instant, microseconds) -%}
    {%- set epoch = "cast('1970-01-01 00:00:00+00' as " ~ type_instant() ~ ")" -%}
    ({{ duration_in_microseconds(epoch, instant) }} + {{ microseconds }}) % 60000000 = 0
{%- endmacro %}
