{#
    The key of a raw table's record: its key columns in table order, joined by a bar.
    Usage: {{ record_key('list_prices') }}
#}
{% macro record_key(table) -%}
    {%- set contract = graph.nodes.get('model.tierbill.stg_' ~ table) if execute -%}
    {{ key_text(contract_columns(table), contract.config.meta.key if contract else []) }}
{%- endmacro %}
