{#
    A table of the folder of issued lines, as a relation with the columns of the staging
    model that reads it: `ledger`, what was closed, or `lines`. No rows if the environment
    names neither a folder of issued lines nor a landing folder. Files of an earlier version,
    which lack a column, give nulls there (rules 8.2).
    Usage: select line_id from {{ issued('lines', 'ledger_lines') }}
#}
{% macro issued(table, contract) -%}
{%- set has_issued = execute and env_var('TIERBILL_ISSUED', '') != '' -%}
{%- if has_landing() or has_issued or not execute -%}
{{ source('issued', table) }}
{%- else -%}
(
    select
        {% for column in contract_columns(contract) -%}
        cast(null as {{ column.data_type }}) as {{ column.name }}
        {{- "," if not loop.last }}
        {% endfor %}
    where false
)
{%- endif -%}
{%- endmacro %}
