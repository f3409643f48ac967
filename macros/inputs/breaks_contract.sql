{#
    Condition under which a record breaks the contract in any column: a mandatory value is
    missing, or a value is invalid. One disjunction costs a third of the same conditions
    in a case, so it goes before asking which.
    prefix: of the names of the values as they came.
#}
{% macro breaks_contract(columns, prefix='') -%}
    {%- for column in columns %}
    {%- if not column.nullable %}
    {{ prefix }}{{ column.name }} is null or
    {%- endif %}
    {%- set invalid = invalid_when(prefix ~ column.name, column.name, column) %}
    {%- if invalid %}
    {{ invalid }} or
    {%- endif %}
    {%- endfor %}
    false
{%- endmacro %}
