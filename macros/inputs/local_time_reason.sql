{#
    Why a text has no instant (rules 1.9): ambiguous_local_time if its zone has the local
    time twice, nonexistent_local_time if it skips it, else `otherwise`.
    Usage: {{ local_time_reason('delivered_paid_at', zone, "'invalid_paid_at'") }}
#}
{% macro local_time_reason(text, zone, otherwise) -%}
    {%- set moment = local_time(text) -%}
    {%- set before = zone_reading(moment, zone, '- interval 1 day') -%}
    {%- set after = zone_reading(moment, zone, '+ interval 1 day') -%}
    case
        when {{ moment }} is null then {{ otherwise }}
        when {{ before }} is null and {{ after }} is null then 'nonexistent_local_time'
        when {{ before }} != {{ after }} then 'ambiguous_local_time'
        else {{ otherwise }}
    end
{%- endmacro %}
