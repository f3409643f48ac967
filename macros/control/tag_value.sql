{#
    The value of a tag, exact and case sensitive in its key; null where it is not set.
    Usage: {{ tag_value('charges.tags', 'keys.tag_key') }}
#}
{% macro tag_value(tags, tag_key) -%}
    {{ return(adapter.dispatch('tag_value', 'tierbill')(tags, tag_key)) }}
{%- endmacro %}

{% macro duckdb__tag_value(tags, tag_key) -%}
    cast(cast({{ tags }} as json) as map(varchar, varchar))[{{ tag_key }}]
{%- endmacro %}

{% macro spark__tag_value(tags, tag_key) -%}
    from_json({{ tags }}, 'map<string,string>')[{{ tag_key }}]
{%- endmacro %}
