{#
    The key of a record as text: its key columns in the order of `columns`, joined by a bar.
    columns: name and data_type of each column; key: the names of those that are the key
    Usage: {{ key_text(contract.columns, contract.config.meta.key) }}
#}
{% macro key_text(columns, key) -%}
    {%- set parts = [] -%}
    {%- for column in columns if column.name in key -%}
        {%- do parts.append(column_text(column.name, column.data_type)) -%}
    {%- endfor -%}
    {{ parts | join(" || '|' || ") if parts else 'null' }}
{%- endmacro %}
