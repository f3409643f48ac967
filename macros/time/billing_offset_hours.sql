{#
    Hours that the billing calendar is ahead of UTC, from the setting billing_timezone
    (rules 2.1). Only fixed zones are accepted; Etc/GMT-8 is UTC+8 (the sign is POSIX).
    Usage: {{ billing_offset_hours() }}
#}
{% macro billing_offset_hours() -%}
    {%- set zone = setting('billing_timezone') -%}
    {{ return(0 - (zone.replace('Etc/GMT', '') | int)) }}
{%- endmacro %}
