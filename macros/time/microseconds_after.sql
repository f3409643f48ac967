{#
    The instant a number of microseconds after another.
    Usage: {{ microseconds_after('usage_ended_at', 'step') }}
#}
{% macro microseconds_after(instant, microseconds) -%}
    {{ return(
        adapter.dispatch('microseconds_after', 'tierbill')(instant, microseconds)
    ) }}
{%- endmacro %}

{% macro duckdb__microseconds_after(instant, microseconds) -%}
    make_timestamptz(epoch_us({{ instant }}) + {{ microseconds }})
{%- endmacro %}

{% macro spark__microseconds_after(instant, microseconds) -%}
    timestamp_micros(unix_micros({{ instant }}) + {{ microseconds }})
{%- endmacro %}
