{#
    Hours that the billing calendar is ahead of UTC, from the setting billing_timezone
    (rules 2.1). Only fixed zones are accepted; Etc/GMT-8 is UTC+8 (the sign is POSIX).
    Usage: {{ billing_offset_hours() }}
#}
{% macro billing_offset_hours() -%}
    {%- set zone = var('billing_timezone') -%}
    {%- set found = modules.re.match('^Etc/GMT([+-][0-9]{1,2})$', zone) -%}
    {%- if not found -%}
        {{ exceptions.raise_compiler_error(
            "billing_timezone must be a fixed zone Etc/GMT-14 ... Etc/GMT+12, not '"
            ~ zone ~ "'"
        ) }}
    {%- endif -%}
    {{ return(0 - (found.group(1) | int)) }}
{%- endmacro %}
