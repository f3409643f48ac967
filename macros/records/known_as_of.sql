{#
    The where clause of the knowledge clock: only what was known at the setting as_of, or
    everything when it is empty.
    Usage: select ... from {{ ref('tax_rates') }} {{ known_as_of('recorded_at') }}
#}
{% macro known_as_of(recorded_at) -%}
    {%- set as_of = knowledge_instant() -%}
    {%- if as_of -%}
        where {{ recorded_at }} <= {{ as_of }}
    {%- endif -%}
{%- endmacro %}
