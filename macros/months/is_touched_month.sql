{#
    A condition that leaves of rows what this build makes again: true if it makes all.
    Usage: where {{ is_touched_month('billing_month') }}
#}
{% macro is_touched_month(billing_month) -%}
    {%- if bills_go_on() or not execute -%}
    {{ billing_month }} in (select billing_month from {{ ref('int_touched_months') }})
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
