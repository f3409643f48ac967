{#
    The as-of timestamp of the build as SQL, empty if everything delivered counts (setting
    as_of, an ISO 8601 instant with an offset).
#}
{% macro as_of_instant() -%}
    {%- set as_of = setting('as_of') | string -%}
    {%- if as_of -%}
        {%- set moment = modules.datetime.datetime.fromisoformat(as_of) -%}
        timestamptz '{{ moment.astimezone(modules.pytz.utc) }}'
    {%- endif -%}
{%- endmacro %}
