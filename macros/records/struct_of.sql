{#
    Several columns as one value, which compares by its first column, then by the next.
    Its parts are read by the names of the columns: value['name'].
    Usage: max({{ struct_of(['usage_started_at', 'usage_id']) }})
#}
{% macro struct_of(columns) -%}
    {{ return(adapter.dispatch('struct_of', 'tierbill')(columns)) }}
{%- endmacro %}

{% macro duckdb__struct_of(columns) -%}
    struct_pack(
        {%- for column in columns %}{{ column }} := {{ column }}{{ ", " if not loop.last }}{% endfor -%}
    )
{%- endmacro %}

{% macro spark__struct_of(columns) -%}
    struct({{ columns | join(', ') }})
{%- endmacro %}
