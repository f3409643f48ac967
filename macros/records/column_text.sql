{#
    A typed value as a part of a record key: instants as 2025-08-15T02:00:00Z, decimals
    without trailing zeros, null as empty (outputs.md, identifiers).
    Usage: {{ column_text('valid_from', 'timestamp with time zone') }}
#}
{% macro column_text(column, data_type) -%}
    {%- if data_type.startswith('timestamp') -%}
        coalesce({{ instant_text(column) }}, '')
    {%- elif data_type.startswith('decimal') -%}
        coalesce(
            regexp_replace(
                regexp_replace(cast({{ column }} as {{ type_text() }}), '(\.[0-9]*[1-9])0+$', '\1'),
                '\.0+$', ''
            ), ''
        )
    {%- elif data_type == 'varchar' -%}
        coalesce({{ key_part(column) }}, '')
    {%- else -%}
        coalesce(cast({{ column }} as {{ type_text() }}), '')
    {%- endif -%}
{%- endmacro %}
