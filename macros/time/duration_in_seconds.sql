{#
    Seconds from one instant to another with their fraction, exact, six decimals
    (rules 3.2).
    Usage: {{ duration_in_seconds('usage_started_at', 'usage_ended_at') }}
#}
{% macro duration_in_seconds(started_at, ended_at) -%}
    cast(
        cast({{ duration_in_microseconds(started_at, ended_at) }} as decimal(18, 0))
        * cast(0.000001 as decimal(7, 6)) as decimal(18, 6)
    )
{%- endmacro %}
