{#
    Instant of a local time in a zone, null where the zone skips it. A time that the zone
    has twice, when its clocks go back, is null too, unless the reading says which of both
    it is. The offsets of the day before and the day after are tried; one of them must
    read back as the local time.

    reading: its zone, and its fold: `earlier` or `later`, or none.
#}
{% macro local_to_instant(local_time, reading) -%}
    {%- set before = zone_reading(local_time, reading.zone, '- interval 1 day') -%}
    {%- set after = zone_reading(local_time, reading.zone, '+ interval 1 day') -%}
    case
        when {{ before }} is null then {{ after }}
        when {{ after }} is null or {{ before }} = {{ after }} then {{ before }}
        {%- if reading.fold == 'earlier' %}
        else least({{ before }}, {{ after }})
        {%- elif reading.fold == 'later' %}
        else greatest({{ before }}, {{ after }})
        {%- endif %}
    end
{%- endmacro %}
