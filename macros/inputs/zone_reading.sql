{#
    Instant of a local time by the offset its zone has a shift away from it, null if the
    zone's clock shows another time at that instant.
#}
{% macro zone_reading(local_time, zone, shift) -%}
    {%- set probe -%} timezone('UTC', {{ local_time }} {{ shift }}) {%- endset -%}
    {%- set instant -%}
        ({{ probe }} + ({{ local_time }} - timezone('{{ zone }}', {{ probe }})))
    {%- endset -%}
    case
        when timezone('{{ zone }}', {{ instant }}) = {{ local_time }} then {{ instant }}
    end
{%- endmacro %}
