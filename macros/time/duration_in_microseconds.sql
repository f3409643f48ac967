{#
    Microseconds from one instant to another, a whole number.
    Usage: {{ duration_in_microseconds('service_from', 'service_to') }}
#}
{% macro duration_in_microseconds(started_at, ended_at) -%}
    {{ return(
        adapter.dispatch('duration_in_microseconds', 'tierbill')(started_at, ended_at)
    ) }}
{%- endmacro %}

{% macro duckdb__duration_in_microseconds(started_at, ended_at) -%}
    (epoch_us({{ ended_at }}) - epoch_us({{ started_at }}))
{%- endmacro %}

{% macro spark__duration_in_microseconds(started_at, ended_at) -%}
    (unix_micros({{ ended_at }}) - unix_micros({{ started_at }}))
{%- endmacro %}
