{#
    The day a number of days before a day.
    Usage: {{ days_before('expires_date', 'days') }}
#}
{% macro days_before(day, days) -%}
    {{ return(adapter.dispatch('days_before', 'tierbill')(day, days)) }}
{%- endmacro %}

{% macro duckdb__days_before(day, days) -%}
    {{ day }} - cast({{ days }} as integer)
{%- endmacro %}

{% macro spark__days_before(day, days) -%}
    date_sub({{ day }}, {{ days }})
{%- endmacro %}
