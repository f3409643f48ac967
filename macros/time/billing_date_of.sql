{#
    Day of the billing calendar that contains an instant (rules 2.1).
    Usage: {{ billing_date_of('charges.charge_period_start') }}
#}
{% macro billing_date_of(instant) -%}
    cast({{ billing_local(instant) }} as date)
{%- endmacro %}
