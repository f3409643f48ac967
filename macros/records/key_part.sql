{#
    A text as a part of an id whose parts are joined by a bar: a bar or a backslash in it
    gets a backslash before it, so that two ids are never one (outputs.md, identifiers).
    Usage: {{ key_part('owner_account_id') }} || '|' || {{ key_part('resource_id') }}
#}
{% macro key_part(text) -%}
    {{ return(adapter.dispatch('key_part', 'tierbill')(text)) }}
{%- endmacro %}

{% macro duckdb__key_part(text) -%}
    case
        when contains({{ text }}, '|') or contains({{ text }}, '\')
            then replace(replace({{ text }}, '\', '\\'), '|', '\|')
        else {{ text }}
    end
{%- endmacro %}

{% macro spark__key_part(text) -%}
    replace(replace({{ text }}, '\\', '\\\\'), '|', '\\|')
{%- endmacro %}
