{#
    The engine's type of a text of any length.
    Usage: cast(null as {{ type_text() }})
#}
{% macro type_text() -%}
    {{ return(adapter.dispatch('type_text', 'tierbill')()) }}
{%- endmacro %}

{% macro duckdb__type_text() -%}varchar{%- endmacro %}

{% macro spark__type_text() -%}string{%- endmacro %}
