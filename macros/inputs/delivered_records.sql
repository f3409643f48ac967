{#
    The delivered records of a raw table, typed, each with the first reason to reject it
    that lies in the record itself (rules 1.1 a). The landing folder holds them so if
    the environment names one: the loader has typed them. The demo seeds are text and go
    through the same macro, typed_records, here.
    record_line is the line of the delivered file, of a Parquet file the row.
    Usage: select usage_id from {{ delivered_records('usage') }}
#}
{% macro delivered_records(table) %}
{%- set currencies = 'select currency_code from ' ~ ref('currencies') -%}
{%- set columns = [] -%}
{%- for column in contract_columns(table) -%}
    {%- do columns.append(dict(
        column.config.meta,
        name=column.name,
        data_type=column.data_type,
        currencies=currencies
    )) -%}
{%- endfor -%}
{% if has_landing() or not execute -%}
{{ landed_records(source('landing', table), columns) }}
{%- endif -%}
{%- if not has_landing() -%}
{{ seeded_records(ref('raw_' ~ table), table, columns) }}
{%- endif %} as delivered_records
{% endmacro %}
