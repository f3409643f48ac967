{#
    An instant as text in the local time of the billing zone: 2025-08-15 10:30:00.
    Usage: {{ billing_time_text('bill_lines.transaction_at') }}
#}
{% macro billing_time_text(instant) -%}
    {{ return(adapter.dispatch('billing_time_text', 'tierbill')(instant)) }}
{%- endmacro %}

{% macro duckdb__billing_time_text(instant) -%}
    strftime({{ billing_local(instant) }}, '%Y-%m-%d %H:%M:%S')
{%- endmacro %}

{% macro spark__billing_time_text(instant) -%}
    date_format({{ billing_local(instant) }}, 'yyyy-MM-dd HH:mm:ss')
{%- endmacro %}
