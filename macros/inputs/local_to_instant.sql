{#
    Instant of a local time in a zone, null where the zone skips it or has it twice. The
    offsets of the day before and the day after are tried; one of them must read back as
    the local time, and if both do they must be the same instant.
#}
{% macro local_to_instant(local_time, zone) -%}
    {%- set before = zone_reading(local_time, zone, '- interval 1 day') -%}
    {%- set after = zone_reading(local_time, zone, '+ interval 1 day') -%}
    case
        when {{ before }} is null then {{ after }}
        when {{ after }} is null or {{ before }} = {{ after }} then {{ before }}
    end
{%- endmacro %}
