{#
    The instant of a local time of the billing calendar (a timestamp without zone): the
    inverse of billing_local.
    Usage: {{ billing_instant("cast('2025-08-01' as timestamp)") }}
#}
{% macro billing_instant(local_timestamp) -%}
    {{ return(adapter.dispatch('billing_instant', 'tierbill')(local_timestamp)) }}
{%- endmacro %}

{% macro duckdb__billing_instant(local_timestamp) -%}
    make_timestamptz(
        epoch_us({{ local_timestamp }}) - {{ billing_offset_hours() * 3600000000 }}
    )
{%- endmacro %}

{% macro spark__billing_instant(local_timestamp) -%}
    ({{ local_timestamp }} - make_dt_interval(0, {{ billing_offset_hours() }}))
{%- endmacro %}
