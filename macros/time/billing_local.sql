{#
    The local time of the billing calendar at an instant, a timestamp without zone.
    Integer arithmetic is exact, independent of the session's zone and cheap per event.
    Usage: {{ billing_local('usage.usage_started_at') }}
#}
{% macro billing_local(instant) -%}
    {{ return(adapter.dispatch('billing_local', 'tierbill')(instant)) }}
{%- endmacro %}

{% macro duckdb__billing_local(instant) -%}
    make_timestamp(epoch_us({{ instant }}) + {{ (billing_offset_hours() | int) * 3600000000 }})
{%- endmacro %}

{% macro spark__billing_local(instant) -%}
    ({{ instant }} + make_dt_interval(0, {{ billing_offset_hours() }}))
{%- endmacro %}
