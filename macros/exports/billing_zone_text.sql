{#
    The billing zone as one provider prints it behind its times: GMT+08:00.
    Usage: {{ billing_zone_text() }}
#}
{% macro billing_zone_text() -%}
    {%- set hours = billing_offset_hours() -%}
    'GMT{{ '+' if hours >= 0 else '-' }}{{ '%02d' % (hours | abs) }}:00'
{%- endmacro %}
