{#
    The key of a raw table's record: its key columns in table order, joined by a bar.
    Usage: {{ record_key('list_prices') }}
#}
{% macro record_key(table) -%}
    {%- set contract = graph.nodes.get('model.tierbill.stg_' ~ table) if execute -%}
    {%- set parts = [] -%}
    {%- for column in contract_columns(table) -%}
        {%- if column.name in contract.config.meta.key -%}
            {%- do parts.append(column_text(column.name, column.data_type)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ parts | join(" || '|' || ") if parts else 'null' }}
{%- endmacro %}
