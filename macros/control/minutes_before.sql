{#
    The instant a number of minutes before another.
    Usage: {{ minutes_before('clock.now_at', 'feeds.delay_minutes') }}
#}
{% macro minutes_before(instant, minutes) -%}
    {{ return(adapter.dispatch('minutes_before', 'tierbill')(instant, minutes)) }}
{%- endmacro %}

{% macro duckdb__minutes_before(instant, minutes) -%}
    make_timestamptz(epoch_us({{ instant }}) - cast({{ minutes }} as bigint) * 60000000)
{%- endmacro %}

{% macro spark__minutes_before(instant, minutes) -%}
    ({{ instant }} - make_dt_interval(0, 0, {{ minutes }}))
{%- endmacro %}
