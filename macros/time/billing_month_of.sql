{#
    First day of the billing month that contains an instant: a calendar month in the
    billing zone (rules 2.1).
    Usage: {{ billing_month_of('orders.paid_at') }}
#}
{% macro billing_month_of(instant) -%}
    cast(date_trunc('month', {{ billing_local(instant) }}) as date)
{%- endmacro %}
