{#
    The engine's type of an instant, in UTC.
    Usage: cast(null as {{ type_instant() }})
#}
{% macro type_instant() -%}
    {{ return(adapter.dispatch('type_instant', 'tierbill')()) }}
{%- endmacro %}

{% macro duckdb__type_instant() -%}timestamp with time zone{%- endmacro %}

{% macro spark__type_instant() -%}timestamp{%- endmacro %}
