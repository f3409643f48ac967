{#
    The closes that the ledger of issued lines names, as a relation; none if the
    environment names neither a folder of issued lines nor a landing folder (rules 8.2).
    Usage: select close_sequence from {{ issued_closes() }}
#}
{% macro issued_closes() -%}
{%- if env_var('TIERBILL_ISSUED', env_var('TIERBILL_LANDING', '')) -%}
{{ source('issued', 'ledger') }}
{%- else -%}
(
    select
        {% for column in contract_columns('closed_months') -%}
        cast(null as {{ column.data_type }}) as {{ column.name }}
        {{- "," if not loop.last }}
        {% endfor %}
    where false
)
{%- endif -%}
{%- endmacro %}
