{#
    The issued lines of every close, as a relation. Files of an earlier version, which lack
    a column, give nulls there.
    Usage: select line_id from {{ issued_lines() }}
#}
{% macro issued_lines() -%}
{%- if env_var('TIERBILL_ISSUED', env_var('TIERBILL_LANDING', '')) -%}
{{ source('issued', 'lines') }}
{%- else -%}
(
    select
        {% for column in contract_columns('ledger_lines') -%}
        cast(null as {{ column.data_type }}) as {{ column.name }}
        {{- "," if not loop.last }}
        {% endfor %}
    where false
)
{%- endif -%}
{%- endmacro %}
