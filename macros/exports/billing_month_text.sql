{#
    A billing month as text: 2025-08.
    Usage: {{ billing_month_text('bill_lines.billing_month') }}
#}
{% macro billing_month_text(month) -%}
    substr(cast({{ month }} as varchar(10)), 1, 7)
{%- endmacro %}
