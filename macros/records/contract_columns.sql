{#
    The columns of a raw table as its contract models/staging/stg_<table>.yml lists them,
    in order. Empty while dbt parses, when the contract is not known yet.
    Usage: {% for column in contract_columns('orders') %} ... {% endfor %}
#}
{% macro contract_columns(table) -%}
    {%- set contract = graph.nodes.get('model.tierbill.stg_' ~ table) if execute -%}
    {{ return(contract.columns.values() | list if contract else []) }}
{%- endmacro %}
