{#
    The delivered records of a raw table, typed and judged, as far as they were known at
    the build's `as_of`. From the landing folder if the environment names one (the loader
    has judged them), else from the demo seeds through the same gate. Records whose
    recorded_at cannot be read are rejected at every moment, so they stay.
    record_line is the line of the delivered file, of a Parquet file the row.
    Usage: select usage_id from {{ raw_records('usage') }}
#}
{% macro raw_records(table) %}
{%- set columns = [] -%}
{%- for column in contract_columns(table) -%}
    {%- do columns.append(dict(
        column.config.meta, name=column.name, data_type=column.data_type
    )) -%}
{%- endfor -%}
{%- set as_of = knowledge_instant() -%}
(
    select *
    from
        {% if env_var('TIERBILL_LANDING', '') -%}
        {{ landed_records(source('landing', table), columns) }}
        {%- else -%}
        {{ seeded_records(ref('raw_' ~ table), table, columns) }}
        {%- endif %} as delivered
    {% if as_of -%}
    where
        recorded_at <= {{ as_of }}
        or (recorded_at is null and rejection_reason is not null)
    {%- endif %}
)
{% endmacro %}
