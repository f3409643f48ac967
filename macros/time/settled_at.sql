{#
    When a settlement bucket is billed: its end plus the setting
    settlement_delay_minutes (rules 3.1).
    Usage: {{ settled_at('usage.bucket_ended_at') }}
#}
{% macro settled_at(bucket_ended_at) -%}
    {%- set delay = setting('settlement_delay_minutes') -%}
    {{ bucket_ended_at }}{% if delay %} + interval '{{ delay }}' minute{% endif %}
{%- endmacro %}
