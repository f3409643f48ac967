{#
    The files the delivered records come from: the ledger of the landing folder if the
    environment names one, else the demo seeds.
    Usage: select source_file from {{ delivered_files() }}
#}
{% macro delivered_files() %}
{%- if has_landing() or not execute -%}
{{ source('landing', 'ledger') }}
{%- endif -%}
{%- if not has_landing() -%}
{%- set contracts = [] -%}
{%- for node in (graph.nodes.values() if execute else []) if node.config.meta.raw_table -%}
    {%- do contracts.append(node) -%}
{%- endfor -%}
(
    {% for node in contracts -%}
    {% set table = node.config.meta.raw_table -%}
    select
        'raw_{{ table }}.csv' as record_file,
        '{{ table }}' as source_table,
        'raw_{{ table }}.csv' as source_file,
        'demo' as load_id,
        cast(1 as bigint) as load_sequence,
        cast(null as timestamptz) as loaded_at,
        cast(null as bigint) as records,
        cast(null as bigint) as rejected
    {{ "union all" if not loop.last }}
    {% endfor %}
)
{%- endif -%}
{% endmacro %}
