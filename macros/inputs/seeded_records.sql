{#
    Records of a demo seed, every column text, typed as the loader does it. The header is
    line 1; a record with line breaks inside shifts the lines after it.
#}
{% macro seeded_records(seed, table, columns) -%}
{%- set numbered -%}
(
    select *, 'raw_{{ table }}.csv' as record_file, rowid + 2 as record_line
    from {{ seed }}
)
{%- endset -%}
{%- set model = graph.nodes.get('model.tierbill.stg_' ~ table) if execute -%}
{{ typed_records(
    numbered,
    {'columns': columns, 'key': model.config.meta.key if model else []},
    carried=['record_file', 'record_line'],
) }}
{%- endmacro %}
