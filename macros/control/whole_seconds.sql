{#
    Whole seconds from one instant to another, a fraction cut off.
    Usage: {{ whole_seconds('month_started_at', 'now_at') }}
#}
{% macro whole_seconds(started_at, ended_at) -%}
    {{ return(adapter.dispatch('whole_seconds', 'tierbill')(started_at, ended_at)) }}
{%- endmacro %}

{% macro duckdb__whole_seconds(started_at, ended_at) -%}
    (epoch_us({{ ended_at }}) - epoch_us({{ started_at }})) // 1000000
{%- endmacro %}

{% macro spark__whole_seconds(started_at, ended_at) -%}
    (unix_micros({{ ended_at }}) - unix_micros({{ started_at }})) div 1000000
{%- endmacro %}
