{#
    The typed content of a raw table's record as JSON text; two records say the same
    exactly if their contents are equal (rules 1.1). The moment it became known is no content.
    Usage: {{ record_content('orders') }}
#}
{% macro record_content(table) -%}
    {%- set names = contract_columns(table) | map(attribute='name') | list -%}
    {%- set names = names | reject('equalto', 'recorded_at') | list -%}
    {{ json_record(names) }}
{%- endmacro %}
